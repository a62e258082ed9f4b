import type { FlowSnapshot, NodeId, NodeView } from '../document/index.ts';
import { nodeMessages } from '../messages/node-types.ts';

/** What a search asks for; all of it must hold. */
export interface SearchQuery {
  /** Lower case; each must occur somewhere in the node. */
  readonly words: readonly string[];
  readonly type?: string;
  readonly uses?: string;
  readonly is?: readonly ('failed' | 'changed' | 'skipped' | 'pinned' | 'problem')[];
}

/** What is known of nodes beyond the document. */
export interface SearchFacts {
  isFailed(node: NodeId): boolean;
  isSkipped(node: NodeId): boolean;
  isChanged(node: NodeId): boolean;
  hasProblem(node: NodeId): boolean;
}

const STATES = ['failed', 'changed', 'skipped', 'pinned', 'problem'] as const;

/** `is:failed type:prompt uses:haiku summary` → what it asks for. Text in double quotes is one word. */
export const parseSearch = (text: string): SearchQuery => {
  const words: string[] = [];
  const is: (typeof STATES)[number][] = [];
  let type: string | undefined;
  let uses: string | undefined;
  for (const [, key, quoted, plain] of text.matchAll(/(?:(is|type|uses):)?(?:"([^"]*)"?|(\S+))/gi)) {
    const value = (quoted ?? plain ?? '').toLowerCase();
    const state = STATES.find((known) => known === value);
    if (key?.toLowerCase() === 'is' && state) is.push(state);
    else if (key?.toLowerCase() === 'type') type = value;
    else if (key?.toLowerCase() === 'uses') uses = value;
    else if (value !== '') words.push(value);
  }
  return { words, is, ...(type !== undefined && { type }), ...(uses !== undefined && { uses }) };
};

/** Everything of a node that a person may look for, each text once per node object. */
const texts = new WeakMap<NodeView, string>();
const textOf = (node: NodeView): string => {
  let text = texts.get(node);
  if (text === undefined) {
    const { name, type, path, remark, configuration, inputs, outputs } = node;
    const label = (nodeMessages.types as Readonly<Record<string, { label: string }>>)[type]?.label;
    text = [...values([name, type, label, path, remark, configuration, inputs, outputs])]
      .join('\n')
      .toLowerCase();
    texts.set(node, text);
  }
  return text;
};

/** What was written and chosen: names of members are the wire's, and occur in every node of a type. */
function* values(value: unknown): Iterable<string> {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* values(inner);
  else if (value !== undefined) yield String(value);
}

const holds = (query: SearchQuery, node: NodeView, facts: SearchFacts, isPinned: boolean): boolean => {
  if (query.type !== undefined && !node.type.toLowerCase().includes(query.type)) return false;
  if (query.uses !== undefined && !JSON.stringify(node.configuration).toLowerCase().includes(query.uses))
    return false;
  for (const state of query.is ?? []) {
    const is = {
      failed: () => facts.isFailed(node.id),
      skipped: () => facts.isSkipped(node.id),
      changed: () => facts.isChanged(node.id),
      problem: () => facts.hasProblem(node.id),
      pinned: () => isPinned,
    }[state];
    if (!is()) return false;
  }
  return query.words.every((word) => textOf(node).includes(word));
};

/** Nodes that the text finds, in the order of the definition, loops' bodies after their loop. Empty text finds none. */
export const searchFlow = (snapshot: FlowSnapshot, text: string, facts: SearchFacts): readonly NodeId[] => {
  if (text.trim() === '') return [];
  const query = parseSearch(text);
  const found: NodeId[] = [];
  for (const scope of snapshot.scopes.values())
    for (const id of scope.nodes) {
      const node = snapshot.nodes.get(id);
      if (node && holds(query, node, facts, snapshot.pins.has(id))) found.push(id);
    }
  return found;
};
