import type { JsonValue } from '@streambed/model';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';

/** What a snippet calls a flow with: the Input node, and a document of its type. */
export interface SampleInput {
  readonly node: string;
  readonly output: string;
  readonly document: JsonValue;
}

const DOCUMENTS: { readonly [type: string]: JsonValue } = {
  String: 'Hello',
  Number: 1,
  Boolean: true,
  Array: [],
  Object: {},
};

/** A saved input where the flow has one, else the plainest document of the Input node's type. */
export const sampleInput = (definition: FlowDefinition, content: unknown): SampleInput => {
  const input = definition.nodes?.find(({ type }) => type === 'Input');
  const [output] = input?.outputs ?? [];
  const saved = savedInputs(content)[0];
  return {
    node: input?.name ?? 'FlowInputNode',
    output: output?.name ?? 'document',
    document: saved ? saved.document : (DOCUMENTS[output?.type ?? 'String'] ?? 'Hello'),
  };
};

export interface SavedInputOf {
  readonly name: string;
  readonly document: JsonValue;
}

/** The saved inputs out of a studio document, whatever stands there. */
export const savedInputs = (content: unknown): readonly SavedInputOf[] => {
  const saved = (content as { readonly savedInputs?: unknown } | null | undefined)?.savedInputs;
  return Array.isArray(saved)
    ? saved.filter(
        (item): item is SavedInputOf =>
          typeof item === 'object' && item !== null && typeof item.name === 'string' && 'document' in item,
      )
    : [];
};
