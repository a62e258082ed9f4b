import fc from 'fast-check';
import type { FlowDefinition, FlowNode } from '../../definition/index.ts';
import { arbitraryShape } from '../../definition/test-support/arbitrary-shape.ts';
import { arbitraryDefinition, arbitraryWiring } from '../../validation/test-support/arbitrary-definition.ts';

/** Two versions of a flow: the newer one edited a few times, or another flow altogether. */
export const arbitraryVersions = (): fc.Arbitrary<[FlowDefinition, FlowDefinition]> => {
  const anything = arbitraryShape('FlowDefinition') as fc.Arbitrary<FlowDefinition>;
  const definition = fc.oneof(arbitraryWiring(), arbitraryDefinition(), anything);
  return fc.oneof(
    fc.tuple(definition, definition),
    fc
      .tuple(definition, fc.array(edit, { minLength: 1, maxLength: 4 }))
      .map(([base, edits]): [FlowDefinition, FlowDefinition] => [base, edits.reduce(editOnce, base)]),
  );
};

/** A sound flow, the same after one edit, and how many nodes and connections that may concern. */
export const arbitraryEdit = (): fc.Arbitrary<[FlowDefinition, FlowDefinition, number]> =>
  fc
    .tuple(arbitraryWiring(), edit)
    .filter(([, { kind }]) => kind !== 'removeNode')
    .map(([base, one]): [FlowDefinition, FlowDefinition, number] => [base, editOnce(base, one), 1])
    // A condition or slot of another name leaves its connections behind, unless they follow.
    .filter(([base, head]) => sameSlots(base, head));

const sameSlots = (base: FlowDefinition, head: FlowDefinition): boolean =>
  (base.nodes ?? []).length !== (head.nodes ?? []).length || slotsOf(base) === slotsOf(head);

const slotsOf = ({ nodes = [] }: FlowDefinition): string =>
  JSON.stringify(
    nodes.map(({ name: _, ...rest }) => (JSON.stringify(rest).match(/"name":"[^"]*"/g) ?? []).sort()).sort(),
  );

interface Edit {
  readonly kind:
    | 'renameNode'
    | 'removeNode'
    | 'copyNode'
    | 'turnNodes'
    | 'setLeaf'
    | 'dropMember'
    | 'turnList';
  readonly picks: readonly number[];
  readonly value: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(
    'renameNode',
    'removeNode',
    'copyNode',
    'turnNodes',
    'setLeaf',
    'setLeaf',
    'dropMember',
    'turnList',
  ),
  picks: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
  value: fc.constantFrom(
    'Fresh',
    'two\nlines',
    '$.data.b',
    'a rather long text of more than sixty characters, all told',
  ),
});

const editOnce = (base: FlowDefinition, { kind, picks, value }: Edit): FlowDefinition => {
  const head = structuredClone(base);
  const nodes = (head.nodes ?? []) as FlowNode[];
  const at = picks[0]! % Math.max(nodes.length, 1);
  const node = nodes[at];
  if (!node) return head;
  switch (kind) {
    case 'renameNode': {
      const former = node.name;
      node.name = `New${picks[1]}`;
      for (const connection of head.connections ?? []) {
        if (connection.source === former) connection.source = node.name;
        if (connection.target === former) connection.target = node.name;
      }
      break;
    }
    case 'removeNode':
      nodes.splice(at, 1);
      break;
    case 'copyNode':
      nodes.splice(picks[1]! % (nodes.length + 1), 0, { ...structuredClone(node), name: `Copy${picks[2]}` });
      break;
    case 'turnNodes':
      nodes.reverse();
      break;
    default:
      editWithin(node as unknown as Values, kind, picks.slice(1), value);
  }
  return head;
};

type Values = { [key: string]: unknown };

/** Walks down by the picks, and changes what is there; the node's own name is left alone. */
const editWithin = (value: Values, kind: Edit['kind'], picks: readonly number[], fresh: string): void => {
  const keys = Object.keys(value).filter((key) => !(Object.hasOwn(value, 'type') && key === 'name'));
  const key = keys[(picks[0] ?? 0) % Math.max(keys.length, 1)];
  if (key === undefined) return;
  const member = value[key];
  const isList = Array.isArray(member);
  if (kind === 'turnList' && isList) {
    member.reverse();
    return;
  }
  if (typeof member === 'object' && member !== null && Object.keys(member).length > 0 && picks.length > 1) {
    editWithin(member as Values, kind, picks.slice(1), fresh);
    return;
  }
  if (kind === 'dropMember' && Array.isArray(value)) value.splice(Number(key), 1);
  else if (kind === 'dropMember') delete value[key];
  else if (kind === 'setLeaf') value[key] = fresh;
};
