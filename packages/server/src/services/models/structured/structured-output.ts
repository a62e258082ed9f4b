import { authorFault, type ConverseRequest } from '@streambed/flow/ports';
import type { AnswerCheck } from './check-answer.ts';
import { readSchema } from './read-schema.ts';

/** Schemas of recent requests are kept read: a flow asks with the same one again and again. */
const MAX_KEPT = 100;

/**
 * How the answer to a request must be checked; undefined when it asks for no JSON schema. Rejects with FlowError, the
 * author's mistake, when what it gives is no schema that can be checked. The validator is loaded with the first one.
 */
export type StructuredOutput = (request: ConverseRequest) => Promise<AnswerCheck> | undefined;

export function createStructuredOutput(): StructuredOutput {
  const kept = new Map<string, AnswerCheck>();
  const checkFor = async (schema: string | undefined): Promise<AnswerCheck> => {
    if (schema === undefined)
      throw authorFault(
        'outputConfig.textFormat asks for json_schema and gives no structure.jsonSchema.schema.',
      );
    const found = kept.get(schema);
    if (found) return found;
    const { answerCheck } = await import('./check-answer.ts');
    const check = answerCheck(readSchema(schema));
    const [oldest] = kept.keys();
    if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(schema, check);
    return check;
  };
  return ({ outputConfig }) =>
    outputConfig?.textFormat?.type === 'json_schema'
      ? checkFor(outputConfig.textFormat.structure.jsonSchema?.schema)
      : undefined;
}
