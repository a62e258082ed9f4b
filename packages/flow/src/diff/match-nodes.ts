import type { FlowConnection, FlowNode } from '../definition/index.ts';
import { canonicalText, isObject } from './json-values.ts';

/** What of a scope is compared: the flow's, or a loop body's. */
export interface ScopeLists {
  readonly nodes: readonly FlowNode[];
  readonly connections: readonly FlowConnection[];
}

/** Which node became which: places in the older list → places in the newer one, one to one. */
export type Matching = Map<number, number>;

/**
 * Matches nodes by name; what is left over, of the same type, by being the same but for the name, and then by being
 * alike in what it is configured to do and connected to. So a rename is a rename, also when a little else changed.
 */
export const matchNodes = (before: ScopeLists, after: ScopeLists): Matching => {
  const matching = matchByName(before.nodes, after.nodes);
  const taken = new Set(matching.values());
  const gone = [...before.nodes.keys()].filter((index) => !matching.has(index));
  const come = [...after.nodes.keys()].filter((index) => !taken.has(index));
  if (gone.length === 0 || come.length === 0) return matching;

  // Neighbours that only one side has say nothing, and the way back must see the same ones.
  const known = new Set([...matching.keys()].map((index) => before.nodes[index]!.name));
  const neighboursBefore = neighboursOf(before.connections, known);
  const neighboursAfter = neighboursOf(after.connections, known);
  const old = gone.map((index) => portraitOf(before.nodes[index]!, index, neighboursBefore));
  const now = come.map((index) => portraitOf(after.nodes[index]!, index, neighboursAfter));
  matchBy(
    old,
    now,
    matching,
    ({ content, neighbours }) => `${content}\n${[...neighbours].sort().join('\n')}`,
  );
  matchBy(old, now, matching, ({ content }) => content);
  matchAlike(old, now, matching);
  return matching;
};

/** The first of a name with the first, the second with the second: names that stand there twice are for validation. */
export const matchByName = (
  before: readonly { readonly name: string }[],
  after: readonly { readonly name: string }[],
): Matching => {
  const places = new Map<string, number[]>();
  for (const [index, { name }] of after.entries()) {
    const present = places.get(name);
    if (present) present.push(index);
    else places.set(name, [index]);
  }
  for (const list of places.values()) list.reverse();
  const matching: Matching = new Map();
  for (const [index, { name }] of before.entries()) {
    const to = places.get(name)?.pop();
    if (to !== undefined) matching.set(index, to);
  }
  return matching;
};

/** A node as matching sees it. */
interface Portrait {
  readonly index: number;
  /** Everything but the name. */
  readonly content: string;
  readonly type: string;
  /** `← Ask.answer`, `→ Out`: only those whose names both sides know. */
  readonly neighbours: ReadonlySet<string>;
  /** Words of texts and other values of the configuration, and names of inputs. */
  readonly words: ReadonlySet<string>;
}

const portraitOf = (
  node: FlowNode,
  index: number,
  neighbours: ReadonlyMap<string, ReadonlySet<string>>,
): Portrait => {
  const { name, ...rest } = node;
  const words = new Set<string>();
  collectWords(node.configuration, '', words);
  for (const input of node.inputs ?? []) words.add(`input ${input?.name} ${input?.expression}`);
  return {
    index,
    content: canonicalText(rest),
    type: node.type,
    neighbours: neighbours.get(name) ?? NONE,
    words,
  };
};

const NONE: ReadonlySet<string> = new Set();

/** Of a huge text the beginning tells enough. */
const MOST_WORDS = 400;

const collectWords = (value: unknown, path: string, words: Set<string>): void => {
  if (words.size > MOST_WORDS) return;
  if (typeof value === 'string')
    for (const word of value.slice(0, 4000).split(/\s+/)) words.add(`${path} ${word}`);
  else if (Array.isArray(value)) for (const item of value) collectWords(item, path, words);
  else if (isObject(value))
    for (const [key, item] of Object.entries(value)) collectWords(item, `${path}.${key}`, words);
  else if (value !== undefined) words.add(`${path} ${String(value)}`);
};

const neighboursOf = (
  connections: readonly FlowConnection[],
  known: ReadonlySet<string>,
): Map<string, Set<string>> => {
  const neighbours = new Map<string, Set<string>>();
  const note = (node: string, neighbour: string) => {
    const present = neighbours.get(node);
    if (present) present.add(neighbour);
    else neighbours.set(node, new Set([neighbour]));
  };
  for (const { source, target, configuration } of connections) {
    const { sourceOutput = '', targetInput = '' } = configuration?.data ?? {};
    if (known.has(source)) note(target, `← ${source}.${sourceOutput} ${targetInput}`);
    if (known.has(target)) note(source, `→ ${target}.${targetInput} ${sourceOutput}`);
  }
  return neighbours;
};

const matchBy = (
  old: readonly Portrait[],
  now: readonly Portrait[],
  matching: Matching,
  keyOf: (portrait: Portrait) => string,
): void => {
  const taken = new Set(matching.values());
  const free = Map.groupBy(
    now.filter(({ index }) => !taken.has(index)),
    keyOf,
  );
  for (const portrait of old) {
    if (matching.has(portrait.index)) continue;
    const found = free.get(keyOf(portrait))?.shift();
    if (found) matching.set(portrait.index, found.index);
  }
};

/** From this likeness on, of 1, two nodes are taken for one. */
const ALIKE = 0.5;
/** Nodes of a type that are left over by then are compared each with each up to here; beyond, there is no telling anyway. */
const MOST_PAIRS = 10_000;

const matchAlike = (old: readonly Portrait[], now: readonly Portrait[], matching: Matching): void => {
  const taken = new Set(matching.values());
  const typeOf = ({ type }: Portrait) => type;
  const gone = Map.groupBy(
    old.filter(({ index }) => !matching.has(index)),
    typeOf,
  );
  const come = Map.groupBy(
    now.filter(({ index }) => !taken.has(index)),
    typeOf,
  );
  const pairs: { readonly likeness: number; readonly from: number; readonly to: number }[] = [];
  for (const [type, ones] of gone) {
    const others = come.get(type) ?? [];
    if (ones.length * others.length > MOST_PAIRS) continue;
    for (const one of ones)
      for (const other of others) {
        const likeness = likenessOf(one, other);
        if (likeness >= ALIKE) pairs.push({ likeness, from: one.index, to: other.index });
      }
  }
  // Ties are broken the same way in both directions, so that the way back finds the same pairs.
  const tie = ({ from, to }: { readonly from: number; readonly to: number }) =>
    [Math.min(from, to), Math.max(from, to)] as const;
  pairs.sort((one, other) => {
    const [[low, high], [otherLow, otherHigh]] = [tie(one), tie(other)];
    return other.likeness - one.likeness || low - otherLow || high - otherHigh;
  });
  for (const { from, to } of pairs) {
    if (matching.has(from) || taken.has(to)) continue;
    matching.set(from, to);
    taken.add(to);
  }
};

/** What a node does weighs more than where it stands. */
const likenessOf = (one: Portrait, other: Portrait): number =>
  0.7 * shared(one.words, other.words) + 0.3 * shared(one.neighbours, other.neighbours);

const shared = (one: ReadonlySet<string>, other: ReadonlySet<string>): number => {
  if (one.size === 0 && other.size === 0) return 0.5;
  let both = 0;
  for (const word of one) if (other.has(word)) both++;
  return both / (one.size + other.size - both);
};
