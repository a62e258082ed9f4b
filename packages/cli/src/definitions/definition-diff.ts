import type { FlowConnection, FlowDefinition, FlowNode } from '@streambed/flow/definition';
import { sameValue } from '@streambed/flow/diff';
import type { JsonValue } from '@streambed/model';

/** One value of a node or connection that differs. An absent side means that the value is not there on that side. */
export interface FieldChange {
  /** `configuration.prompt.sourceConfiguration.inline.modelId`, `inputs.genre.expression`. */
  readonly path: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** What differs between two definitions, one entry per node or connection. */
export interface DefinitionChange {
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered';
  readonly what: 'node' | 'connection' | 'nodes' | 'connections';
  /** Of the node or connection; empty for `nodes` and `connections`, of which the order changed. */
  readonly name: string;
  /** `Prompt`, `Data` …; of the newer side. */
  readonly type: string;
  /** Loops in whose bodies it stands, outermost first. */
  readonly within: readonly string[];
  /** For `changed`. */
  readonly fields: readonly FieldChange[];
}

/**
 * How `after` differs from `before`: nodes and connections told apart by name, loop bodies compared node by node,
 * everything else field by field. Empty exactly when both are the same, members in any order; an absent list counts as an
 * empty one.
 */
export const diffDefinitions = (
  before: FlowDefinition,
  after: FlowDefinition,
  within: readonly string[] = [],
): readonly DefinitionChange[] => [
  ...diffNamed('node', before.nodes ?? [], after.nodes ?? [], within),
  ...diffNamed('connection', before.connections ?? [], after.connections ?? [], within),
];

type Named = FlowNode | FlowConnection;

const diffNamed = (
  what: 'node' | 'connection',
  before: readonly Named[],
  after: readonly Named[],
  within: readonly string[],
): DefinitionChange[] => {
  const old = byName(before);
  const now = byName(after);
  const changes: DefinitionChange[] = [];
  for (const [key, item] of old)
    if (!now.has(key)) changes.push({ kind: 'removed', what, ...titleOf(item), within, fields: [] });
  for (const [key, item] of now) {
    const former = old.get(key);
    if (former === undefined) changes.push({ kind: 'added', what, ...titleOf(item), within, fields: [] });
    else changes.push(...diffItem(what, former, item, within));
  }
  const kept = [...old.keys()].filter((key) => now.has(key));
  const keptNow = [...now.keys()].filter((key) => old.has(key));
  if (kept.some((key, index) => key !== keptNow[index]))
    changes.push({ kind: 'reordered', what: `${what}s`, name: '', type: '', within, fields: [] });
  return changes;
};

const titleOf = (item: Named): { name: string; type: string } => ({ name: item.name, type: item.type });

/** By name; a name that stands there twice, which validation complains of, counts on. */
const byName = <Item extends { readonly name?: unknown }>(items: readonly Item[]): Map<string, Item> => {
  const found = new Map<string, Item>();
  for (const item of items) {
    let key = String(item.name);
    for (let again = 2; found.has(key); again++) key = `${String(item.name)} (${again})`;
    found.set(key, item);
  }
  return found;
};

function diffItem(
  what: 'node' | 'connection',
  before: Named,
  after: Named,
  within: readonly string[],
): DefinitionChange[] {
  const [formerBody, body] = [loopBodyOf(before), loopBodyOf(after)];
  const comparable = formerBody !== undefined && body !== undefined;
  const fields: FieldChange[] = [];
  diffValues(
    (comparable ? withoutLoopBody(before) : before) as unknown as JsonValue,
    (comparable ? withoutLoopBody(after) : after) as unknown as JsonValue,
    '',
    fields,
  );
  const changes: DefinitionChange[] =
    fields.length > 0 ? [{ kind: 'changed', what, ...titleOf(after), within, fields }] : [];
  return comparable ? [...changes, ...diffDefinitions(formerBody, body, [...within, after.name])] : changes;
}

const loopBodyOf = (item: Named): FlowDefinition | undefined =>
  (item as FlowNode).configuration && 'loop' in (item as FlowNode).configuration!
    ? (item as FlowNode).configuration!.loop!.definition
    : undefined;

const withoutLoopBody = (item: Named): Named => {
  const node = item as FlowNode;
  const { definition: _, ...rest } = node.configuration!.loop!;
  return { ...node, configuration: { ...node.configuration, loop: rest } } as FlowNode;
};

function diffValues(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string,
  found: FieldChange[],
): void {
  const [old, now] = [membersOf(before), membersOf(after)];
  if (old === undefined || now === undefined || Array.isArray(before) !== Array.isArray(after)) {
    if (!sameValue(before, after))
      found.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
    return;
  }
  for (const [key, value] of old) diffValues(value, now.get(key), joinPath(path, key), found);
  for (const [key, value] of now) if (!old.has(key)) diffValues(undefined, value, joinPath(path, key), found);
  if (Array.isArray(before) && isReordered(old, now))
    found.push({ path: joinPath(path, 'order'), before: [...old.keys()], after: [...now.keys()] });
}

const joinPath = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Members by key; of a list by the items' names when they have any (inputs, conditions), else by place. */
const membersOf = (value: JsonValue | undefined): Map<string, JsonValue> | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  if (value.length > 0 && value.every(hasName)) return byName(value);
  return new Map(value.map((item, index) => [String(index), item]));
};

const hasName = (item: JsonValue): item is { name: string } =>
  typeof item === 'object' && item !== null && !Array.isArray(item) && typeof item.name === 'string';

const isReordered = (old: ReadonlyMap<string, JsonValue>, now: ReadonlyMap<string, JsonValue>): boolean => {
  const kept = [...old.keys()].filter((key) => now.has(key));
  const keptNow = [...now.keys()].filter((key) => old.has(key));
  return kept.some((key, index) => key !== keptNow[index]);
};
