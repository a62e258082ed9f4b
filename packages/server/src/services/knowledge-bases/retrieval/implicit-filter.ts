import { callWith, FlowError, type ModelPort, type ServiceCall } from '@streambed/flow/ports';
import type { ImplicitFilterConfiguration, RetrievalFilter } from '@streambed/model/bedrock-agent-runtime';
import { type CheckedFilter, checkFilter } from '../filter/index.ts';
import { textSaid } from '../text-said.ts';

export interface ImplicitFilterWorld {
  readonly model: ModelPort;
  /** Whether what answered can write JSON that means something. The offline model cannot. */
  writes(servedBy: string): boolean;
}

/** Long enough for five groups. Tokens. */
const MOST_TOKENS = 600;

/**
 * The filter that a model reads out of a question (implicitFilterConfiguration); undefined where it reads none, or writes
 * something that is no filter over the attributes it was told of: a search without it finds more, never the wrong thing.
 *
 * @throws FlowError when the model cannot be asked
 */
export const implicitFilter = async (
  question: string,
  { metadataAttributes, modelArn }: ImplicitFilterConfiguration,
  { model, writes }: ImplicitFilterWorld,
  call: ServiceCall,
): Promise<CheckedFilter | undefined> => {
  const attributes = metadataAttributes
    .map(({ key, type, description }) => `- ${JSON.stringify(key)} (${type}): ${description}`)
    .join('\n');
  const answer = await model.converse(
    {
      modelId: modelArn,
      system: [{ text: INSTRUCTIONS }],
      messages: [
        { role: 'user', content: [{ text: `Attributes:\n${attributes}\n\nQuestion: ${question}` }] },
      ],
      inferenceConfig: { temperature: 0, maxTokens: MOST_TOKENS },
    },
    callWith(call, { key: `${call.key}/implicit-filter` }),
  );
  call.onFurtherCost?.(answer.cost);
  if (!writes(answer.servedBy)) return undefined;
  const filter = filterIn(textSaid(answer));
  if (filter === undefined) return undefined;
  const known = new Set(metadataAttributes.map(({ key }) => key));
  try {
    const checked = checkFilter(filter);
    return keysOf(checked).every((key) => known.has(key)) ? checked : undefined;
  } catch (error) {
    if (error instanceof FlowError) return undefined;
    throw error;
  }
};

const INSTRUCTIONS = `Read out of a question what it says of the attributes of documents, as one JSON object and nothing else.
An object has exactly one member: equals, notEquals, greaterThan, greaterThanOrEquals, lessThan, lessThanOrEquals, in, notIn, startsWith, listContains or stringContains, each with {"key": ..., "value": ...}, or andAll or orAll with a list of two or more such objects.
Use only the attributes that are listed, and only where the question speaks of them. Write {} where it speaks of none.`;

/** The JSON object in an answer, whatever stands around it. */
const filterIn = (text: string): RetrievalFilter | undefined => {
  const begin = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (begin < 0 || end < begin) return undefined;
  try {
    const value = JSON.parse(text.slice(begin, end + 1)) as object;
    return Object.keys(value).length === 1 ? (value as RetrievalFilter) : undefined;
  } catch {
    return undefined;
  }
};

const keysOf = (filter: CheckedFilter): readonly string[] =>
  'members' in filter ? filter.members.flatMap(keysOf) : [filter.key];
