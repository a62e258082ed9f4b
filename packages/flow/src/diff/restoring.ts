import type { FlowDefinition } from '../definition/index.ts';
import { applyDiff } from './apply-diff.ts';
import type { ConnectionChange, DefinitionDiff, FieldChange, NodeChange } from './definition-diff.ts';
import { diffDefinitions, diffOf } from './diff-definitions.ts';

/** What of a diff is taken back: a node or a connection with everything about it, or one field of it. */
export interface Restoring {
  readonly change: NodeChange | ConnectionChange;
  /** Of `change`; without it all of the change. */
  readonly field?: FieldChange;
}

/**
 * `base` with one change of `diffDefinitions(base, head)` made, `diff` being that. An added node brings those of its
 * connections whose other ends are there; a removed one takes its connections with it. A new name is free: had another
 * node it already, the two had been matched.
 */
export const takeChange = (
  base: FlowDefinition,
  diff: DefinitionDiff,
  { change, field }: Restoring,
): FlowDefinition => {
  const only = <Change extends NodeChange | ConnectionChange>(item: Change): Change =>
    field ? { ...item, kind: 'changed', name: item.formerName, fields: [field] } : item;
  const isNode = 'path' in change;
  return applyDiff(
    base,
    diffOf({
      nodes: isNode ? [only(change)] : [],
      connections: [...(isNode ? connectionsOf(change, diff, base) : [only(change as ConnectionChange)])],
      orders: [],
      fields: [],
    }),
  );
};

/**
 * `head` with one change of `diffDefinitions(base, head)` taken back; see takeChange. Throws an Error for people when
 * `head` no longer has the change.
 */
export const restoreChange = (
  base: FlowDefinition,
  head: FlowDefinition,
  { change, field }: Restoring,
): FlowDefinition => {
  const back = diffDefinitions(head, base);
  const candidates: readonly (NodeChange | ConnectionChange)[] =
    'path' in change ? back.nodes : back.connections;
  const inverse = candidates.find((other) => isInverse(change, other));
  if (!inverse) throw new Error(`${change.name} has changed meanwhile; look at the comparison again.`);
  const inverseField = field && inverse.fields.find((other) => isInverseField(field, other));
  if (field && !inverseField)
    throw new Error(`${field.label} of ${change.name} has changed meanwhile; look at the comparison again.`);
  return takeChange(head, back, { change: inverse, ...(inverseField && { field: inverseField }) });
};

interface Change {
  readonly formerScope: string;
  readonly scope: string;
  readonly name: string;
  readonly formerName: string;
  readonly from?: number;
  readonly to?: number;
}

const isInverse = (one: Change, other: Change): boolean =>
  one.scope === other.formerScope &&
  one.name === other.formerName &&
  one.from === other.to &&
  one.to === other.from;

const isInverseField = (one: FieldChange, other: FieldChange): boolean =>
  one.kind === other.kind && (one.path === other.path || renamedPath(one) === other.path);

/** A renamed item stands under its other name in the way back. */
const renamedPath = ({ segments, after }: FieldChange): string | undefined =>
  segments.at(-1) === 'name' && typeof after === 'string'
    ? [...segments.slice(0, -2), after, 'name'].join('.')
    : undefined;

/** What has to come or go with a node, so that no connection leads nowhere that need not. */
const connectionsOf = (
  node: NodeChange,
  diff: DefinitionDiff,
  base: FlowDefinition,
): readonly ConnectionChange[] => {
  const concerned = diff.connections.filter(
    (connection) =>
      connection.kind === node.kind &&
      connection.formerScope === node.formerScope &&
      touches(connection, node.name),
  );
  if (node.kind === 'removed') return concerned;
  if (node.kind !== 'added') return [];
  const present = new Set((scopeIn(base, node.formerScope)?.nodes ?? []).map(({ name }) => name));
  return concerned.filter(({ after }) =>
    [after!.source, after!.target].every((end) => end === node.name || present.has(end)),
  );
};

const touches = ({ before, after }: ConnectionChange, name: string): boolean => {
  const { source, target } = (after ?? before)!;
  return source === name || target === name;
};

/** The lists that a scope's path leads to. */
const scopeIn = (definition: FlowDefinition | undefined, scope: string): FlowDefinition | undefined =>
  scope === ''
    ? definition
    : scope
        .split('/')
        .reduce<FlowDefinition | undefined>(
          (found, name) => found?.nodes?.find((node) => node.name === name)?.configuration?.loop?.definition,
          definition,
        );
