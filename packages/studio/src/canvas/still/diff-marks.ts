import type { DefinitionDiff } from '@streambed/flow/diff';
import type { FlowConnection, FlowDefinition, FlowNode } from '@streambed/model/bedrock-agent';
import type { ConnectionId, FlowSnapshot, NodeId } from '../../document/index.ts';

/** What became of a node or connection from one definition to the other. */
export interface DiffMark {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Of a changed one: so many fields. */
  readonly fields: number;
  readonly formerName?: string;
}

/** The newer definition together with what it lacks of the older one, so that both can be seen in one picture. */
export const mergedDefinition = (
  base: FlowDefinition,
  head: FlowDefinition,
  diff: DefinitionDiff,
): FlowDefinition => mergeScope(base, head, diff, '', '');

const mergeScope = (
  base: FlowDefinition,
  head: FlowDefinition,
  diff: DefinitionDiff,
  scope: string,
  formerScope: string,
): FlowDefinition => {
  const removed = diff.nodes.filter(
    (change) => change.kind === 'removed' && change.formerScope === formerScope,
  );
  const gone = diff.connections.filter(
    (change) => change.kind === 'removed' && change.formerScope === formerScope,
  );
  const taken = new Set((head.nodes ?? []).map(({ name }) => name));
  const names = newNames(diff, formerScope);
  const nodes = (head.nodes ?? []).map((node) => withBody(node, base, diff, scope, formerScope));
  for (const { before } of removed) {
    const node = before as FlowNode;
    const name = taken.has(node.name) ? `${node.name} (−)` : node.name;
    names.set(node.name, name);
    nodes.push({ ...node, name });
  }
  const connections: FlowConnection[] = [...(head.connections ?? [])];
  const used = new Set(connections.map(({ name }) => name));
  for (const { before } of gone) {
    const connection = before as FlowConnection;
    const name = used.has(connection.name) ? `${connection.name} (−)` : connection.name;
    connections.push({
      ...connection,
      name,
      source: names.get(connection.source) ?? connection.source,
      target: names.get(connection.target) ?? connection.target,
    });
  }
  return { ...head, nodes, connections };
};

/** What nodes of the older side are called in the newer one. */
const newNames = (diff: DefinitionDiff, formerScope: string): Map<string, string> =>
  new Map(
    diff.nodes
      .filter((change) => change.formerScope === formerScope && change.kind === 'renamed')
      .map(({ formerName, name }) => [formerName, name]),
  );

const withBody = (
  node: FlowNode,
  base: FlowDefinition,
  diff: DefinitionDiff,
  scope: string,
  formerScope: string,
): FlowNode => {
  const body = node.configuration?.loop?.definition;
  if (!body) return node;
  const path = scope === '' ? node.name : `${scope}/${node.name}`;
  const renamed = diff.nodes.find((change) => change.path === path && change.kind === 'renamed');
  const formerName = renamed?.formerName ?? node.name;
  const former = base.nodes?.find(({ name }) => name === formerName)?.configuration?.loop?.definition;
  if (!former) return node;
  const formerPath = formerScope === '' ? formerName : `${formerScope}/${formerName}`;
  return {
    ...node,
    configuration: { loop: { definition: mergeScope(former, body, diff, path, formerPath) } },
  };
};

export interface DiffMarks {
  readonly nodes: ReadonlyMap<NodeId, DiffMark>;
  readonly connections: ReadonlyMap<ConnectionId, DiffMark>;
}

/** Marks for what the merged definition shows. A connection that only got another generated name is not marked. */
export const diffMarks = (snapshot: FlowSnapshot, diff: DefinitionDiff): DiffMarks => {
  const paths = new Map([...snapshot.nodes.values()].map(({ id, path }) => [path, id]));
  const nodes = new Map<NodeId, DiffMark>();
  for (const { kind, path, scope, name, formerName, fields } of diff.nodes) {
    const ghost = scope === '' ? `${name} (−)` : `${scope}/${name} (−)`;
    const id = kind === 'removed' ? (paths.get(ghost) ?? paths.get(path)) : paths.get(path);
    if (id === undefined) continue;
    nodes.set(id, {
      kind: kind === 'renamed' ? 'changed' : kind,
      fields: fields.length,
      ...(kind === 'renamed' && { formerName }),
    });
  }
  const byName = new Map<string, ConnectionId>();
  for (const { id, name, scope } of snapshot.connections.values()) {
    const path = scope === 'flow' ? '' : (snapshot.nodes.get(scope)?.path ?? '');
    byName.set(`${path}\n${name}`, id);
  }
  const connections = new Map<ConnectionId, DiffMark>();
  for (const { kind, scope, name, fields } of diff.connections) {
    if (kind === 'renamed' && fields.length === 0) continue;
    const id =
      kind === 'removed'
        ? (byName.get(`${scope}\n${name} (−)`) ?? byName.get(`${scope}\n${name}`))
        : byName.get(`${scope}\n${name}`);
    if (id !== undefined)
      connections.set(id, { kind: kind === 'renamed' ? 'changed' : kind, fields: fields.length });
  }
  return { nodes, connections };
};
