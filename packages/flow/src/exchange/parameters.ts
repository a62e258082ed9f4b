import type { FlowDefinition } from '../definition/index.ts';
import type { ExportNote } from './export-flow.ts';
import { placesText } from './export-notes.ts';
import { type ReferenceKind, referencesIn } from './references.ts';

/** A value that the file leaves open, with the present one as its default. */
export interface FlowParameter {
  /** `SummarizeFunctionArn`: letters and digits. */
  readonly name: string;
  readonly kind: ReferenceKind;
  readonly value: string;
  readonly description: string;
}

const parts: { readonly [kind in ReferenceKind]: readonly [suffix: string, words: string] } = {
  model: ['Model', 'Model'],
  function: ['FunctionArn', 'Lambda function'],
  bot: ['BotAliasArn', 'Lex bot alias'],
  agent: ['AgentAliasArn', 'Agent alias'],
  prompt: ['PromptArn', 'Prompt'],
  knowledgeBase: ['KnowledgeBaseId', 'Knowledge base'],
  guardrail: ['Guardrail', 'Guardrail'],
  bucket: ['Bucket', 'Bucket'],
};

/**
 * What of a definition depends on the account it runs in: one parameter for each value. Model ids are the same
 * everywhere, unless they are ARNs. No name stands in a text of the definition as `${name}`, where it would be replaced.
 */
export const parametersOf = (definition: FlowDefinition): readonly FlowParameter[] => {
  const text = JSON.stringify(definition);
  const taken = new Set(['ExecutionRoleArn']);
  return referencesIn(definition)
    .filter(({ kind, value }) => kind !== 'model' || value.startsWith('arn:'))
    .map(({ kind, value, places }) => {
      const [suffix, words] = parts[kind];
      const node = places[0]!.node.replace(/[^0-9a-zA-Z]/g, '');
      let name = `${node}${suffix}`;
      for (let count = 2; taken.has(name) || text.includes(`\${${name}}`); count++)
        name = `${node}${suffix}${count}`;
      taken.add(name);
      return {
        name,
        kind,
        value,
        description: `${words} of ${placesText(places.map((place) => place.node))}`,
      };
    });
};

export const parameterNotes = (parameters: readonly FlowParameter[]): ExportNote[] =>
  parameters.map(({ name, value, description }) => ({
    kind: 'parameter',
    message: `${name}: ${description}, now ${value}.`,
  }));
