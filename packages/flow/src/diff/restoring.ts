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
 * `head` with one change of `diffDefinitions(base, head)` taken back. A removed node comes back with those of its
 * connections whose other ends are there; an added one goes with its connections. A former name is free: had another
 * node it by now, the two had been matched. Throws an Error for people when `head` no longer has the change.
 */
export const restoreChange = (
  base: FlowDefinition,
  head: FlowDefinition,
  { change, field }: Restoring,
): FlowDefinition => {
  const back = diffDefinitions(head, base);
  const nodes = back.nodes.filter((other) => 'path' in change && isInverse(change, other));
  const connections = back.connections.filter((other) => !('path' in change) && isInverse(change, other));
  const [inverse] = [...nodes, ...connections];
  if (!inverse) throw new Error(`${change.name} has changed meanwhile; look at the comparison again.`);
  const fields = field && inverse.fields.filter((other) => isInverseField(field, other));
  if (fields?.length === 0)
    throw new Error(`${field!.label} of ${change.name} has changed meanwhile; look at the comparison again.`);
  const only = <Change extends NodeChange | ConnectionChange>(item: Change): Change =>
    fields ? { ...item, kind: 'changed', name: item.formerName, fields } : item;
  return applyDiff(
    head,
    diffOf({
      nodes: nodes.map(only),
      connections: [...connections.map(only), ...connectionsOf(nodes[0], back, head)],
      orders: [],
      fields: [],
    }),
  );
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
  node: NodeChange | undefined,
  back: DefinitionDiff,
  head: FlowDefinition,
): readonly ConnectionChange[] => {
  if (node?.kind === 'removed')
    return back.connections.filter(
      (connection) =>
        connection.kind === 'removed' &&
        connection.formerScope === node.formerScope &&
        touches(connection, node.name),
    );
  if (node?.kind !== 'added') return [];
  const present = new Set((scopeIn(head, node.formerScope)?.nodes ?? []).map(({ name }) => name));
  return back.connections.filter((connection) => {
    if (connection.kind !== 'added' || connection.formerScope !== node.formerScope) return false;
    const { source, target } = connection.after!;
    return (
      touches(connection, node.name) && [source, target].every((end) => end === node.name || present.has(end))
    );
  });
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
