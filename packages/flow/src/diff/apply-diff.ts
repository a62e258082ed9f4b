import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowConnection, FlowDefinition, FlowNode } from '../definition/index.ts';
import type {
  ConnectionChange,
  DefinitionDiff,
  FieldChange,
  NodeChange,
  OrderChange,
} from './definition-diff.ts';
import { pathWithin, plainNames } from './diff-definitions.ts';
import { followRenames, renamesOf } from './follow-renames.ts';
import { isObject } from './json-values.ts';

/**
 * The definition with the changes made. `diff` must have been made from this very definition; it may have been narrowed
 * to some of its changes, which is how one node or field is brought over. With all of them the answer is the newer side.
 * Connections follow the renames that are made. Throws a RangeError for changes of another definition.
 */
export const applyDiff = (base: FlowDefinition, diff: DefinitionDiff): FlowDefinition => {
  const changed = applyScope(base, '', {
    nodes: Map.groupBy(diff.nodes, formerScopeOf),
    connections: Map.groupBy(diff.connections, formerScopeOf),
    orders: Map.groupBy(diff.orders, formerScopeOf),
  });
  return applyFields(changed as JsonValue, diff.fields) as FlowDefinition;
};

interface ChangesByScope {
  readonly nodes: ReadonlyMap<string, readonly NodeChange[]>;
  readonly connections: ReadonlyMap<string, readonly ConnectionChange[]>;
  readonly orders: ReadonlyMap<string, readonly OrderChange[]>;
}

const formerScopeOf = ({ formerScope }: { readonly formerScope: string }): string => formerScope;

const applyScope = (base: FlowDefinition, scope: string, changes: ChangesByScope): FlowDefinition => {
  const nodeChanges = changes.nodes.get(scope) ?? [];
  const connectionChanges = changes.connections.get(scope) ?? [];
  const orders = changes.orders.get(scope) ?? [];
  const orderOf = (what: OrderChange['what']) => orders.find((order) => order.what === what)?.order;
  const renames = renamesOf(nodeChanges);
  const isPlain = plainNames(base.nodes ?? []);
  const bodiesDone = (base.nodes ?? []).map((node) =>
    isPlain(node.name) ? applyToBody(node, scope, changes) : node,
  );
  const nodes = applyToList<FlowNode>(bodiesDone, nodeChanges, orderOf('nodes'));
  const followed =
    renames.size === 0 ? base.connections : base.connections?.map((item) => followRenames(item, renames));
  const connections = applyToList<FlowConnection>(followed ?? [], connectionChanges, orderOf('connections'));
  return {
    ...base,
    ...((base.nodes || nodes.length > 0) && { nodes }),
    ...((base.connections || connections.length > 0) && { connections }),
  };
};

const applyToBody = (node: FlowNode, scope: string, changes: ChangesByScope): FlowNode => {
  const within = pathWithin(scope, node.name);
  const concerned = [changes.nodes, changes.connections, changes.orders].some((byScope) =>
    [...byScope.keys()].some((key) => key === within || key.startsWith(`${within}/`)),
  );
  const body = node.configuration?.loop?.definition;
  if (!concerned || typeof body !== 'object' || body === null) return node;
  return {
    ...node,
    configuration: {
      ...node.configuration,
      loop: { ...node.configuration!.loop, definition: applyScope(body, within, changes) },
    },
  } as FlowNode;
};

interface ListChange<Item> {
  readonly kind: NodeChange['kind'];
  readonly name: string;
  readonly fields: readonly FieldChange[];
  readonly after?: Item;
  readonly from?: number;
  readonly to?: number;
}

const applyToList = <Item extends FlowNode | FlowConnection>(
  items: readonly Item[],
  changes: readonly ListChange<Item>[],
  order: readonly number[] | undefined,
): Item[] => {
  const kept = new Map<number, Item>(items.entries());
  const added: { readonly item: Item; readonly to: number }[] = [];
  for (const { kind, name, fields, after, from, to } of changes) {
    if (kind === 'added') {
      added.push({ item: after!, to: to! });
      continue;
    }
    const item = kept.get(from!);
    if (!item) throw new RangeError(`The changes were made from another definition: ${name} is not there.`);
    if (kind === 'removed') kept.delete(from!);
    else kept.set(from!, { ...(applyFields(item as unknown as JsonValue, fields) as unknown as Item), name });
  }
  const ranks = new Map(order?.map((from, rank) => [from, rank]));
  const rankOf = (from: number) => ranks.get(from) ?? Number.MAX_SAFE_INTEGER;
  const places = [...kept];
  if (order) places.sort(([one], [other]) => rankOf(one) - rankOf(other) || one - other);
  const list = places.map(([, item]) => item);
  for (const { item, to } of added.sort((one, other) => one.to - other.to)) list.splice(to, 0, item);
  return list;
};

/** The value with the fields changed; parts that no field touches stay the same objects. */
export const applyFields = (value: JsonValue, fields: readonly FieldChange[]): JsonValue =>
  applyBelow(value, fields, 0);

function applyBelow(value: JsonValue, fields: readonly FieldChange[], depth: number): JsonValue {
  const whole = fields.find(({ segments, kind }) => segments.length === depth && kind !== 'order');
  if (whole) return whole.after!;
  if (fields.length === 0) return value;
  const order = fields.find(({ segments }) => segments.length === depth);
  const below = Map.groupBy(
    fields.filter(({ segments }) => segments.length > depth),
    ({ segments }) => segments[depth]!,
  );
  if (Array.isArray(value)) return applyToItems(value, below, order, depth);
  if (!isObject(value)) throw otherDefinition(fields);
  const members = new Map(Object.entries(value));
  for (const [key, changes] of below) {
    const [name, only] = [String(key), changes[0]!];
    const isWhole = only.segments.length === depth + 1 && only.kind !== 'order' && changes.length === 1;
    if (isWhole && only.after === undefined) members.delete(name);
    else if (isWhole) members.set(name, only.after!);
    else if (members.has(name)) members.set(name, applyBelow(members.get(name)!, changes, depth + 1));
    else throw otherDefinition(changes);
  }
  return Object.fromEntries(members);
}

function applyToItems(
  items: readonly JsonValue[],
  below: ReadonlyMap<string | number, readonly FieldChange[]>,
  order: FieldChange | undefined,
  depth: number,
): JsonValue {
  const list: (JsonValue | undefined)[] = [...items];
  const added: { readonly at: number; readonly item: JsonValue }[] = [];
  for (const [key, changes] of below) {
    const place =
      typeof key === 'number' ? key : items.findIndex((item) => isObject(item) && item.name === key);
    for (const change of changes) {
      if (change.segments.length > depth + 1) continue;
      if (change.before === undefined) added.push({ at: change.at ?? items.length, item: change.after! });
      else if (change.after === undefined) list[place] = undefined;
    }
    const deeper = changes.filter(({ segments, kind }) => segments.length > depth + 1 || kind === 'order');
    if (deeper.length === 0) continue;
    if (items[place] === undefined) throw otherDefinition(deeper);
    list[place] = applyBelow(items[place], deeper, depth + 1);
  }
  const kept = list.filter((item): item is JsonValue => item !== undefined);
  const names = order?.after as readonly string[] | undefined;
  if (names) {
    const rankOf = (item: JsonValue) => {
      const rank = names.indexOf((item as JsonObject).name as string);
      return rank < 0 ? names.length : rank;
    };
    kept.sort((one, other) => rankOf(one) - rankOf(other));
  }
  for (const { at, item } of added.sort((one, other) => one.at - other.at)) kept.splice(at, 0, item);
  return kept;
}

const otherDefinition = (fields: readonly FieldChange[]): RangeError =>
  new RangeError(`The changes were made from another definition: ${fields[0]?.path} is not there.`);
