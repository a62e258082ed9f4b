import type { FlowDefinition, FlowNode } from '@streambed/model/bedrock-agent';
import { MAX_CONNECTION_NAME, uniqueName } from '../flow-names.ts';

const bodyOf = (node: FlowNode | undefined): FlowDefinition | undefined => {
  const body = node?.configuration?.loop?.definition;
  return typeof body === 'object' && body !== null ? body : undefined;
};
/** The node at the path, loops from the flow inwards. */
export const nodeAt = (definition: FlowDefinition, path: string): FlowNode | undefined => {
  let scope: FlowDefinition | undefined = definition;
  let node: FlowNode | undefined;
  for (const name of path.split('/')) {
    node = scope?.nodes?.find((each) => each.name === name);
    scope = bodyOf(node);
  }
  return node;
};

/** The definition with each of its scopes changed, the innermost first; the same object where nothing is. */
export const mapScopes = (
  definition: FlowDefinition,
  change: (scope: FlowDefinition, path: string) => FlowDefinition,
  path = '',
): FlowDefinition => {
  const nodes = definition.nodes?.map((node) => {
    const body = bodyOf(node);
    if (!body) return node;
    const changed = mapScopes(body, change, path === '' ? node.name : `${path}/${node.name}`);
    if (changed === body) return node;
    const loop = { ...node.configuration!.loop, definition: changed };
    return { ...node, configuration: { ...node.configuration, loop } } as FlowNode;
  });
  const isSame = !nodes || nodes.every((node, index) => node === definition.nodes![index]);
  return change(isSame ? definition : { ...definition, nodes }, path);
};

/** Connections that name a node that is not there, by their scope's path and what they are. */
const looseEnds = (definition: FlowDefinition): Set<string> => {
  const found = new Set<string>();
  mapScopes(definition, (scope) => {
    const names = new Set((scope.nodes ?? []).map(({ name }) => name));
    for (const { name, source, target } of scope.connections ?? [])
      if (!names.has(source) || !names.has(target)) found.add(JSON.stringify([name, source, target]));
    return scope;
  });
  return found;
};

/** Names that an author's draft gives twice in one list. */
const namesTwice = (definition: FlowDefinition): Set<string> => {
  const found = new Set<string>();
  mapScopes(definition, (scope) => {
    for (const list of [scope.nodes ?? [], scope.connections ?? []])
      for (const [name, { length }] of Map.groupBy(list as readonly { name: string }[], ({ name }) => name))
        if (length > 1) found.add(name);
    return scope;
  });
  return found;
};

/**
 * Connections to a node that one side took away go with it, in loops as outside; those that led nowhere before, as an
 * author's draft may, stay. Names that both sides gave are made different, those that one gave twice are left.
 */
export const sound = (definition: FlowDefinition, sides: readonly FlowDefinition[]): FlowDefinition => {
  const drafts = new Set(sides.flatMap((side) => [...looseEnds(side)]));
  const twice = new Set(sides.flatMap((side) => [...namesTwice(side)]));
  return mapScopes(definition, (scope) => {
    const nodes = scope.nodes && distinct(scope.nodes, twice, uniqueName);
    const names = new Set((nodes ?? []).map(({ name }) => name));
    const kept = scope.connections?.filter(
      ({ name, source, target }) =>
        (names.has(source) && names.has(target)) || drafts.has(JSON.stringify([name, source, target])),
    );
    const connections =
      kept && distinct(kept, twice, (name, taken) => uniqueName(name, taken, MAX_CONNECTION_NAME));
    const isSame = (after: readonly unknown[] | undefined, before: readonly unknown[] | undefined) =>
      after?.length === before?.length && (after ?? []).every((item, index) => item === before![index]);
    return isSame(nodes, scope.nodes) && isSame(connections, scope.connections)
      ? scope
      : { ...scope, ...(nodes && { nodes }), ...(connections && { connections }) };
  });
};

/** The items with names of their own, but those that are allowed twice; the first of a name keeps it. */
const distinct = <Item extends { readonly name: string }>(
  items: readonly Item[],
  allowed: ReadonlySet<string>,
  free: (name: string, taken: ReadonlySet<string>) => string,
): Item[] => {
  const taken = new Set(items.map(({ name }) => name));
  const seen = new Set<string>();
  return items.map((item) => {
    if (!seen.has(item.name) || allowed.has(item.name)) {
      seen.add(item.name);
      return item;
    }
    const name = free(item.name, taken);
    taken.add(name);
    seen.add(name);
    return { ...item, name };
  });
};
