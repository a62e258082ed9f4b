import {
  applyDiff,
  type ConnectionChange,
  type DefinitionDiff,
  diffDefinitions,
  type FieldChange,
  type NodeChange,
  sameValue,
} from '@streambed/flow/diff';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';

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
}

type Change = NodeChange | ConnectionChange;
type Side = ReadonlyMap<string, Change>;

/** Changes go by what they change in the common past; what was added goes by its new name. */
const keyOf = (change: Change): string =>
  change.kind === 'added' ? `+${change.scope}/${change.name}` : `${change.formerScope}/${change.formerName}`;
const byKey = (changes: readonly Change[]): Side => new Map(changes.map((change) => [keyOf(change), change]));

const isNameChange = (change: Change): boolean => change.kind === 'renamed';
/** Fields that stand at, above or below one another cannot be changed apart. */
const overlaps = (a: FieldChange, b: FieldChange): boolean => {
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

  #both<Each extends Change>(id: string, mine: Each, theirs: Each): Each {
    const item = mine.formerScope === '' ? mine.formerName : `${mine.formerScope}/${mine.formerName}`;
    const isWhole = (change: Change) => change.kind === 'added' || change.kind === 'removed';
    if (isWhole(mine) || isWhole(theirs)) {
      if (sameValue(mine.after ?? null, theirs.after ?? null)) return mine;
      const whole = { id, item, label: '', base: mine.before, mine: mine.after, theirs: theirs.after };
      return this.#choose(whole) === 'mine' ? mine : theirs;
    }
    let named = isNameChange(mine) ? mine : theirs;
    if (isNameChange(mine) && isNameChange(theirs) && mine.name !== theirs.name) {
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

/**
 * Puts two developments of one definition together: separate nodes, and separate fields of one node, merge by
 * themselves; what contradicts is listed, and goes the way that was chosen.
 */
export const mergeDefinitions = (
  base: FlowDefinition,
  mine: FlowDefinition,
  theirs: FlowDefinition,
  choices: ReadonlyMap<string, MergeChoice> = new Map(),
): MergeResult => {
  const theirDiff = diffDefinitions(base, theirs);
  const received = theirDiff.nodes.length + theirDiff.connections.length;
  if (theirDiff.isEmpty) return { definition: mine, conflicts: [], received: 0 };
  const mineDiff = diffDefinitions(base, mine);
  if (mineDiff.isEmpty) return { definition: theirs, conflicts: [], received };
  const merging = new Merging(choices);
  const nodes = merging.merge('node', mineDiff.nodes, theirDiff.nodes);
  const connections = merging.merge('connection', mineDiff.connections, theirDiff.connections);
  const combined: DefinitionDiff = {
    ...mineDiff,
    isEmpty: false,
    nodes,
    // A connection whose end is gone on the other side goes with it.
    connections: withoutLooseEnds(connections, nodes),
    // Places are told of one side's lists only; where both moved things, mine stand, and theirs follow behind.
    orders: [],
    fields: [
      ...mineDiff.fields,
      ...theirDiff.fields.filter((field) => !mineDiff.fields.some((own) => overlaps(own, field))),
    ],
  };
  return { definition: pruned(applyDiff(base, combined)), conflicts: merging.conflicts, received };
};

const withoutLooseEnds = (
  connections: readonly ConnectionChange[],
  nodes: readonly NodeChange[],
): ConnectionChange[] => {
  const removed = new Set(
    nodes
      .filter(({ kind }) => kind === 'removed')
      .map(({ formerScope, formerName }) => `${formerScope}/${formerName}`),
  );
  return connections.filter(
    ({ kind, after, scope }) =>
      kind !== 'added' ||
      !after ||
      (!removed.has(`${scope}/${after.source}`) && !removed.has(`${scope}/${after.target}`)),
  );
};

/** Connections that were there before and lead to a node that one side took away go too. */
const pruned = (definition: FlowDefinition): FlowDefinition => {
  if (!definition.connections) return definition;
  const names = new Set((definition.nodes ?? []).map(({ name }) => name));
  const connections = definition.connections.filter(
    ({ source, target }) => names.has(source) && names.has(target),
  );
  return connections.length === definition.connections.length ? definition : { ...definition, connections };
};
