import {
  applyDiff,
  type ConnectionChange,
  type DefinitionDiff,
  diffDefinitions,
  type FieldChange,
  type NodeChange,
  sameValue,
} from '@streambed/flow/diff';
import type { FlowConnection, FlowDefinition } from '@streambed/model/bedrock-agent';
import { uniqueName } from '../flow-names.ts';
import { mapScopes, nodeAt, sound } from './merged-scopes.ts';

/** One thing that was changed on both sides, and not in the same way. Absent values mean: not there. */
export interface MergeConflict {
  /** Stable over repeated merges of the same changes. */
  readonly id: string;
  /** Path of the node, or the connection's name, as it was before. */
  readonly item: string;
  /** For people: "Prompt text"; "name"; empty for the item as a whole. */
  readonly label: string;
  readonly base?: unknown;
  readonly mine?: unknown;
  readonly theirs?: unknown;
}

export type MergeChoice = 'mine' | 'theirs';

export interface MergeResult {
  /** Everything that does not contradict, and of the rest what was chosen; nothing chosen counts as mine. */
  readonly definition: FlowDefinition;
  readonly conflicts: readonly MergeConflict[];
  /** How many nodes and connections the other side changed. */
  readonly received: number;
  /** Paths of those nodes, as far as they are still there. */
  readonly receivedNodes: readonly string[];
  /** Nodes of mine that gave up a name which the other side saved first; `path` is where each is now. */
  readonly renamed: readonly RenamedNode[];
}

export interface RenamedNode {
  readonly from: string;
  readonly to: string;
  readonly path: string;
}

type Change = NodeChange | ConnectionChange;
type Side = ReadonlyMap<string, Change>;

/**
 * Changes go by what they change in the common past; what was added goes by its name, and a value's new connection by
 * the input that it leads to, since an input takes one.
 */
const keyOf = (change: Change): string => {
  if (change.kind !== 'added') return `${change.formerScope}/${change.formerName}`;
  const added = change.after as Partial<FlowConnection>;
  const input = added.configuration?.data?.targetInput;
  const name = input === undefined ? change.name : `${added.target} ${input}`;
  return `+${change.formerScope}/${name}`;
};
const byKey = (changes: readonly Change[]): Side => new Map(changes.map((change) => [keyOf(change), change]));

const isNameChange = (change: Change): boolean => change.kind === 'renamed';
/** Fields that stand at, above or below one another cannot be changed apart, but a list's order and its items can. */
const overlaps = (a: FieldChange, b: FieldChange): boolean => {
  if ((a.kind === 'order') !== (b.kind === 'order')) {
    const [order, other] = a.kind === 'order' ? [a, b] : [b, a];
    if (other.segments.length > order.segments.length) return false;
  }
  const shorter = Math.min(a.segments.length, b.segments.length);
  return a.segments.slice(0, shorter).every((segment, index) => segment === b.segments[index]);
};

class Merging {
  readonly conflicts: MergeConflict[] = [];
  readonly #choices: ReadonlyMap<string, MergeChoice>;

  constructor(choices: ReadonlyMap<string, MergeChoice>) {
    this.#choices = choices;
  }

  /** Notes the contradiction, and says which side holds. */
  #choose(conflict: MergeConflict): MergeChoice {
    this.conflicts.push(conflict);
    return this.#choices.get(conflict.id) ?? 'mine';
  }

  merge<Each extends Change>(kind: string, mine: readonly Each[], theirs: readonly Each[]): Each[] {
    const theirSide = byKey(theirs) as ReadonlyMap<string, Each>;
    const mineSide = byKey(mine) as ReadonlyMap<string, Each>;
    const merged: Each[] = [];
    for (const [key, change] of mineSide) {
      const other = theirSide.get(key);
      merged.push(other === undefined ? change : this.#both(`${kind}:${key}`, change, other));
    }
    for (const [key, change] of theirSide) if (!mineSide.has(key)) merged.push(change);
    return merged;
  }

  /**
   * A loop that one side took away while the other worked inside it: either it goes with all of that, or it stays.
   * Answers the changes of both sides without those that were not chosen.
   */
  separate(base: FlowDefinition, mine: Development, theirs: Development): readonly [Diff, Diff] {
    const sides = { mine: mine.diff, theirs: theirs.diff };
    for (const [side, other] of [
      ['mine', theirs],
      ['theirs', mine],
    ] as const)
      for (const gone of sides[side].nodes.filter(({ kind }) => kind === 'removed')) {
        const loop = gone.formerPath;
        const against = side === 'mine' ? 'theirs' : 'mine';
        const inside = ({ formerScope }: { readonly formerScope: string }) => isWithin(formerScope, loop);
        const work = sides[against];
        const isChosen = [...work.nodes, ...work.connections].some(inside);
        // Where the loop itself was changed too, the question is asked of it as of any node.
        const asked = work.nodes.some(({ formerPath }) => formerPath === loop);
        if (!isChosen) continue;
        const kept = nodeAt(other.definition, loop) ?? nodeAt(base, loop);
        const choice = asked
          ? (this.#choices.get(`node:${keyOf(gone)}`) ?? 'mine')
          : this.#choose({
              id: `node:${keyOf(gone)}`,
              item: loop,
              label: '',
              base: gone.before,
              ...(side === 'mine' ? { theirs: kept } : { mine: kept }),
            });
        if (choice === side) sides[against] = without(work, inside);
        else if (!asked)
          sides[side] = { ...sides[side], nodes: sides[side].nodes.filter((each) => each !== gone) };
      }
    return [sides.mine, sides.theirs];
  }

  #both<Each extends Change>(id: string, mine: Each, theirs: Each): Each {
    const item = mine.formerScope === '' ? mine.formerName : `${mine.formerScope}/${mine.formerName}`;
    const isWhole = (change: Change) => change.kind === 'added' || change.kind === 'removed';
    if (isWhole(mine) || isWhole(theirs)) {
      if (sameValue(mine.after ?? null, theirs.after ?? null)) return mine;
      const whole = { id, item, label: '', base: mine.before, mine: mine.after, theirs: theirs.after };
      return this.#choose(whole) === 'mine' ? mine : theirs;
    }
    let named = isNameChange(mine) ? mine : theirs;
    // Names of connections follow their ends on each side, and mean nothing to people.
    if ('path' in mine && isNameChange(mine) && isNameChange(theirs) && mine.name !== theirs.name) {
      const names = {
        id: `${id}:name`,
        item,
        label: 'name',
        base: mine.formerName,
        mine: mine.name,
        theirs: theirs.name,
      };
      named = this.#choose(names) === 'mine' ? mine : theirs;
    }
    const fields: FieldChange[] = [];
    const taken = new Set<FieldChange>();
    for (const field of mine.fields) {
      const against = theirs.fields.filter((other) => overlaps(field, other));
      for (const other of against) taken.add(other);
      if (against.length === 0 || (against.length === 1 && isSameField(field, against[0]!)))
        fields.push(field);
      else {
        const conflict = {
          id: `${id}:${field.path}`,
          item,
          label: field.label,
          base: field.before,
          mine: field.after,
          theirs:
            against.length === 1 && against[0]!.path === field.path
              ? against[0]!.after
              : against.map(({ after }) => after),
        };
        if (this.#choose(conflict) === 'mine') fields.push(field);
        else fields.push(...against.filter((other) => !fields.includes(other)));
      }
    }
    fields.push(...theirs.fields.filter((field) => !taken.has(field)));
    const isRenamed = isNameChange(mine) || isNameChange(theirs);
    return { ...named, kind: isRenamed ? 'renamed' : 'changed', fields } as Each;
  }
}

const isSameField = (a: FieldChange, b: FieldChange): boolean =>
  a.path === b.path && sameValue(a.after ?? null, b.after ?? null) && 'after' in a === 'after' in b;

type Diff = Pick<DefinitionDiff, 'nodes' | 'connections' | 'orders' | 'fields'>;
interface Development {
  readonly definition: FlowDefinition;
  readonly diff: Diff;
}

const isWithin = (scope: string, path: string): boolean => scope === path || scope.startsWith(`${path}/`);
const without = (diff: Diff, isGone: (change: { readonly formerScope: string }) => boolean): Diff => ({
  ...diff,
  nodes: diff.nodes.filter((change) => !isGone(change)),
  connections: diff.connections.filter((change) => !isGone(change)),
  orders: diff.orders.filter((change) => !isGone(change)),
});

/**
 * What is new here under a name that the other side gave something else meanwhile takes another one, with the
 * connections that lead there: the one that was saved first keeps the name.
 */
const withOwnNames = (
  mine: FlowDefinition,
  mineDiff: DefinitionDiff,
  theirDiff: DefinitionDiff,
): { readonly definition: FlowDefinition; readonly renamed: readonly RenamedNode[] } => {
  const isNew = ({ kind }: NodeChange) => kind === 'added' || kind === 'renamed';
  const placeOf = ({ formerScope, name }: NodeChange) => `${formerScope}/${name}`;
  const theirs = new Map(theirDiff.nodes.filter(isNew).map((change) => [placeOf(change), change]));
  const clashing = mineDiff.nodes.filter((change) => {
    const other = isNew(change) ? theirs.get(placeOf(change)) : undefined;
    return other !== undefined && keyOf(other) !== keyOf(change);
  });
  if (clashing.length === 0) return { definition: mine, renamed: [] };
  const renamed: RenamedNode[] = [];
  const definition = mapScopes(mine, (scope, path) => {
    const taken = new Set([
      ...(scope.nodes ?? []).map(({ name }) => name),
      ...theirDiff.nodes.map(({ name }) => name),
    ]);
    const names = new Map<string, string>();
    for (const { scope: place, name } of clashing) {
      if (place !== path) continue;
      const free = uniqueName(name, taken);
      names.set(name, free);
      taken.add(free);
      renamed.push({ from: name, to: free, path: path === '' ? free : `${path}/${free}` });
    }
    if (names.size === 0) return scope;
    const to = (name: string) => names.get(name) ?? name;
    return {
      ...scope,
      nodes: scope.nodes!.map((node) => ({ ...node, name: to(node.name) })),
      ...(scope.connections && {
        connections: scope.connections.map((connection) => ({
          ...connection,
          source: to(connection.source),
          target: to(connection.target),
        })),
      }),
    };
  });
  return { definition, renamed };
};

/**
 * Puts two developments of one definition together: separate nodes, and separate fields of one node, merge by
 * themselves, in loops as outside; what contradicts is listed, and goes the way that was chosen.
 */
export const mergeDefinitions = (
  base: FlowDefinition,
  mine: FlowDefinition,
  theirs: FlowDefinition,
  choices: ReadonlyMap<string, MergeChoice> = new Map(),
): MergeResult => {
  const theirDiff = diffDefinitions(base, theirs);
  const received = theirDiff.nodes.length + theirDiff.connections.length;
  if (theirDiff.isEmpty)
    return { definition: mine, conflicts: [], received: 0, receivedNodes: [], renamed: [] };
  const ownDiff = diffDefinitions(base, mine);
  const receivedNodes = theirDiff.nodes
    .filter(({ kind }) => kind !== 'removed')
    .map(({ scope, name }) => (scope === '' ? name : `${scope}/${name}`));
  if (ownDiff.isEmpty) return { definition: theirs, conflicts: [], received, receivedNodes, renamed: [] };
  const { definition: own, renamed } = withOwnNames(mine, ownDiff, theirDiff);
  const mineDiff = own === mine ? ownDiff : diffDefinitions(base, own);
  const merging = new Merging(choices);
  const [here, there] = merging.separate(
    base,
    { definition: own, diff: mineDiff },
    { definition: theirs, diff: theirDiff },
  );
  const combined: DefinitionDiff = {
    ...mineDiff,
    isEmpty: false,
    nodes: merging.merge('node', here.nodes, there.nodes),
    connections: merging.merge('connection', here.connections, there.connections),
    // Where both put one list into another order, mine stands.
    orders: [
      ...here.orders,
      ...there.orders.filter(
        ({ what, formerScope }) =>
          !here.orders.some((order) => order.what === what && order.formerScope === formerScope),
      ),
    ],
    fields: [
      ...here.fields,
      ...there.fields.filter((field) => !here.fields.some((each) => overlaps(each, field))),
    ],
  };
  const definition = sound(applyDiff(base, combined), [own, theirs]);
  return { definition, conflicts: merging.conflicts, received, receivedNodes, renamed };
};
