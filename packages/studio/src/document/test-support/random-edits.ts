import { nodeTypes } from '@streambed/flow/nodes';
import type { FlowDefinition, FlowNodeType } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import {
  createFlowDocument,
  type FlowDocument,
  type FlowEdit,
  type NodeView,
  newFlowDefinition,
  newNode,
} from '../index.ts';

/** A number below `count`. */
type Pick = (count: number) => number;
type Act = (document: FlowDocument, pick: Pick) => void;

const TYPES = Object.keys(nodeTypes) as FlowNodeType[];
const NAMES = ['Ask', 'Sum_up', 'Last', 'Prompt_1'];
const TEXT = ['prompt', 'sourceConfiguration', 'inline', 'templateConfiguration', 'text', 'text'];
const CODE = ['inlineCode', 'code'];
const LETTERS = ['a', 'abc401', '0', 'abc466', '😀', '', ' {{input}} ', '{{more}}', '\n', 'the end'];

const some = <Item>(items: readonly Item[], pick: Pick): Item | undefined => items[pick(items.length || 1)];
const nodesOf = (document: FlowDocument): NodeView[] => [...document.snapshot().nodes.values()];
const ofType = (document: FlowDocument, ...types: readonly string[]): NodeView[] =>
  nodesOf(document).filter(({ type }) => types.includes(type));

/** Not everything is possible; then nothing may have happened. */
const quietly = (document: FlowDocument, label: string, change: (edit: FlowEdit) => void, joins?: string) => {
  try {
    document.edit(label, change, joins === undefined ? {} : { joins });
  } catch {
    // What it refuses is told to people; the document is as it was.
  }
};
/** An edit of some node among those. */
const onNode =
  (
    label: string,
    among: (document: FlowDocument) => readonly NodeView[],
    change: (edit: FlowEdit, node: NodeView, pick: Pick, document: FlowDocument) => void,
  ): Act =>
  (document, pick) => {
    const node = some(among(document), pick);
    if (node) quietly(document, label, (edit) => change(edit, node, pick, document));
  };

/** Replaces a stretch of a text by letters, as typing over a selection does. */
const overwritten = (text: string, pick: Pick): string => {
  const from = pick(text.length + 1);
  const to = from + pick(text.length - from + 1);
  return text.slice(0, from) + some(LETTERS, pick)! + text.slice(to);
};
const placeOfText = (node: NodeView): readonly string[] => (node.type === 'Prompt' ? TEXT : CODE);
const textOf = ({ type, configuration }: NodeView): string =>
  (type === 'Prompt'
    ? configuration.prompt?.sourceConfiguration?.inline?.templateConfiguration.text?.text
    : configuration.inlineCode?.code) ?? '';

/** What an author may do to the text of the definition. */
const rewritten = (definition: FlowDefinition, pick: Pick): FlowDefinition => {
  const now = structuredClone(definition) as { nodes?: object[]; connections?: object[]; extra?: unknown };
  switch (pick(6)) {
    case 0:
      return JSON.parse(JSON.stringify(now).replaceAll(/\bPrompt_1\b/g, 'Renamed')) as FlowDefinition;
    case 1:
      now.nodes?.reverse();
      break;
    case 2:
      now.connections?.splice(pick(now.connections.length || 1), 1);
      break;
    case 3:
      now.nodes?.splice(pick(now.nodes.length || 1), 1, newNode(some(TYPES, pick)!, 'FromText'));
      break;
    case 4:
      now.extra = { of: [pick(9), { members: pick(9) }] };
      break;
    default:
      return { nodes: [newNode('Input', 'In'), ...(pick(2) ? [newNode('Loop', 'Refine')] : [])] };
  }
  return now as FlowDefinition;
};

/** Everything that people do to a flow, each as one act of their own. */
export const acts: { readonly [name: string]: Act } = {
  add: (document, pick) =>
    quietly(document, 'add', (edit) =>
      edit.addNode({ type: some(TYPES, pick)!, position: { x: pick(500), y: pick(500) } }),
    ),
  addInLoop: (document, pick) => {
    const loop = some(ofType(document, 'Loop'), pick);
    if (loop) quietly(document, 'add', (edit) => edit.addNode({ type: some(TYPES, pick)!, scope: loop.id }));
  },
  remove: onNode('remove', nodesOf, (edit, node) => edit.removeNodes([node.id])),
  rename: onNode('rename', nodesOf, (edit, node, pick) => edit.renameNode(node.id, some(NAMES, pick)!)),
  connect: (document, pick) => {
    const from = some(nodesOf(document), pick);
    const to = some(nodesOf(document), pick);
    const output = from && some(from.outputs, pick)?.name;
    const input = to && some(to.inputs, pick)?.name;
    if (output !== undefined && input !== undefined)
      quietly(document, 'connect', (edit) =>
        edit.connect({ node: from!.id, output }, { node: to!.id, input }),
      );
  },
  connectBranch: onNode(
    'connect',
    (document) => ofType(document, 'Condition'),
    (edit, { id, configuration }, pick, document) =>
      edit.connectBranch(
        { node: id, condition: some(configuration.condition?.conditions ?? [], pick)!.name },
        some(nodesOf(document), pick)!.id,
      ),
  ),
  disconnect: (document, pick) => {
    const id = some([...document.snapshot().connections.keys()], pick);
    if (id !== undefined) quietly(document, 'disconnect', (edit) => edit.disconnect([id]));
  },
  reconnect: (document, pick) => {
    const id = some([...document.snapshot().connections.keys()], pick);
    const to = some(nodesOf(document), pick);
    const input = to && some(to.inputs, pick)?.name;
    if (id !== undefined && input !== undefined)
      quietly(document, 'reconnect', (edit) => edit.reconnect(id, { to: { node: to!.id, input } }));
  },
  insert: (document, pick) => {
    const id = some([...document.snapshot().connections.keys()], pick);
    if (id !== undefined)
      quietly(document, 'insert', (edit) =>
        edit.insertOnConnection(id, edit.addNode({ type: some(TYPES, pick)! })),
      );
  },
  move: onNode('move', nodesOf, (edit, node, pick) =>
    edit.moveNodes(new Map([[node.id, { x: pick(900), y: pick(900) }]])),
  ),
  remark: onNode('remark', nodesOf, (edit, node, pick) =>
    edit.setRemark(node.id, overwritten(node.remark ?? '', pick)),
  ),
  addInput: onNode('input', nodesOf, (edit, node, pick) =>
    edit.addInput(node.id, { name: `more${pick(3)}` }),
  ),
  renameInput: onNode('input', nodesOf, (edit, node, pick) =>
    edit.changeInput(node.id, some(node.inputs, pick)?.name ?? '', { name: `other${pick(2)}` }),
  ),
  changeInput: onNode('input', nodesOf, (edit, node, pick) =>
    edit.changeInput(node.id, some(node.inputs, pick)?.name ?? '', {
      type: pick(2) ? 'Number' : 'String',
      expression: `$.data.${'abcd'[pick(4)]}`,
    }),
  ),
  removeInput: onNode('input', nodesOf, (edit, node, pick) =>
    edit.removeInput(node.id, some(node.inputs, pick)?.name ?? ''),
  ),
  addOutput: onNode('output', nodesOf, (edit, node, pick) =>
    edit.addOutput(node.id, { name: `made${pick(3)}`, type: 'String' }),
  ),
  renameOutput: onNode('output', nodesOf, (edit, node, pick) =>
    edit.changeOutput(node.id, some(node.outputs, pick)?.name ?? '', { name: `given${pick(2)}` }),
  ),
  removeOutput: onNode('output', nodesOf, (edit, node, pick) =>
    edit.removeOutput(node.id, some(node.outputs, pick)?.name ?? ''),
  ),
  addCondition: onNode(
    'condition',
    (document) => ofType(document, 'Condition'),
    (edit, node, pick) => edit.addCondition(node.id, { name: `Case_${pick(4)}`, expression: 'input == "x"' }),
  ),
  changeCondition: onNode(
    'condition',
    (document) => ofType(document, 'Condition'),
    (edit, { id, configuration }, pick) =>
      edit.changeCondition(id, some(configuration.condition?.conditions ?? [], pick)?.name ?? '', {
        ...(pick(2) && { name: `Case_${pick(4)}` }),
        expression: `input == ${pick(9)}`,
      }),
  ),
  moveCondition: onNode(
    'condition',
    (document) => ofType(document, 'Condition'),
    (edit, { id, configuration }, pick) =>
      edit.moveCondition(id, some(configuration.condition?.conditions ?? [], pick)?.name ?? '', pick(4)),
  ),
  removeCondition: onNode(
    'condition',
    (document) => ofType(document, 'Condition'),
    (edit, { id, configuration }, pick) =>
      edit.removeCondition(id, some(configuration.condition?.conditions ?? [], pick)?.name ?? ''),
  ),
  write: onNode(
    'write',
    (document) => ofType(document, 'Prompt', 'InlineCode'),
    (edit, node, pick) => edit.writeText(node.id, placeOfText(node), overwritten(textOf(node), pick)),
  ),
  overwriteAll: onNode(
    'write',
    (document) => ofType(document, 'Prompt', 'InlineCode'),
    (edit, node, pick) => edit.writeText(node.id, placeOfText(node), some(LETTERS, pick)!.repeat(pick(20))),
  ),
  /** Letter by letter, which is one step. */
  type: (document, pick) => {
    const node = some(ofType(document, 'Prompt', 'InlineCode'), pick);
    if (!node) return;
    const joins = `text ${document.snapshot().revision}`;
    const before = textOf(node);
    const at = pick(before.length + 1);
    for (const typed of ['s', 'st', 'sto', 'stop'])
      quietly(
        document,
        'type',
        (edit) => edit.writeText(node.id, placeOfText(node), before.slice(0, at) + typed + before.slice(at)),
        joins,
      );
  },
  configure: onNode('configure', nodesOf, (edit, node, pick) =>
    edit.configure(
      node.id,
      ['more', 'deep'].slice(0, 1 + pick(2)),
      [undefined, 1, 'text', ['a', { b: 1 }], { c: ['d'] }][pick(5)],
    ),
  ),
  duplicate: onNode('duplicate', nodesOf, (edit, node) => edit.duplicate([node.id])),
  paste: (document, pick) => {
    const nodes = nodesOf(document).filter(() => pick(3) === 0);
    const scope = pick(3) === 0 ? some(ofType(document, 'Loop'), pick)?.id : undefined;
    const piece = document.pieceOf(nodes.map(({ id }) => id));
    quietly(document, 'paste', (edit) =>
      edit.paste(piece, { position: { x: pick(99), y: 0 }, ...(scope !== undefined && { scope }) }),
    );
  },
  replace: (document, pick) => {
    const wanted = rewritten(document.definition(), pick);
    quietly(document, 'replace', (edit) => edit.replaceDefinition(wanted));
  },
  addNote: (document, pick) =>
    quietly(document, 'note', (edit) => {
      const attachedTo = pick(2) ? some(nodesOf(document), pick)?.id : undefined;
      edit.addNote({
        position: { x: pick(9), y: 1 },
        text: 'note',
        ...(attachedTo !== undefined && { attachedTo }),
      });
    }),
  changeNote: (document, pick) => {
    const note = some([...document.snapshot().notes.values()], pick);
    if (note)
      quietly(document, 'note', (edit) =>
        edit.changeNote(note.id, {
          text: overwritten(note.text, pick),
          position: { x: pick(9), y: pick(9) },
          ...(pick(2) && { tint: 'blue' as const }),
        }),
      );
  },
  removeNote: (document, pick) => {
    const id = some([...document.snapshot().notes.keys()], pick);
    if (id !== undefined) quietly(document, 'note', (edit) => edit.removeNotes([id]));
  },
  saveInput: (document, pick) => {
    const known = some(document.snapshot().savedInputs, pick);
    quietly(document, 'saved input', (edit) =>
      edit.saveInput({
        ...(known && pick(2) && { id: known.id }),
        name: `Case ${pick(9)}`,
        document: { of: pick(9) },
      }),
    );
  },
  removeSavedInput: (document, pick) => {
    const input = some(document.snapshot().savedInputs, pick);
    if (input) quietly(document, 'saved input', (edit) => edit.removeSavedInput(input.id));
  },
  pin: onNode('pin', nodesOf, (edit, node, pick) => edit.setPin({ node: node.id, outputs: { a: pick(9) } })),
  removePins: (document) => quietly(document, 'pins', (edit) => edit.removePins()),
  several: onNode('several', nodesOf, (edit, node, pick) => {
    edit.moveNodes(new Map([[node.id, { x: pick(9), y: 0 }]]));
    edit.addInput(node.id, { name: `more${pick(3)}` });
    const made = edit.addNode({ type: 'Prompt' });
    edit.writeText(made, TEXT, 'one two');
    edit.writeText(made, TEXT, 'one more two');
    edit.renameNode(made, some(NAMES, pick)!);
    edit.removeNodes([node.id]);
  }),
  fail: (document) =>
    quietly(document, 'fail', (edit) => {
      const made = edit.addNode({ type: 'Prompt' });
      edit.writeText(made, TEXT, 'gone');
      throw new Error('no');
    }),
};

/** One act with the numbers that it picks by. */
export type AnyAct = readonly [name: string, numbers: readonly number[]];

/** Acts one after the other; `others` are names that the test gives a meaning of its own. */
export const anyActs = (
  others: readonly string[] = [],
  maxLength = 30,
  among: readonly string[] = Object.keys(acts),
): fc.Arbitrary<readonly AnyAct[]> =>
  fc.array(
    fc.tuple(fc.constantFrom(...among, ...others), fc.array(fc.nat(10_000), { minLength: 8, maxLength: 8 })),
    { maxLength },
  );

/** Performs the act; what is not possible leaves the document as it is. */
export const perform = (document: FlowDocument, [name, numbers]: AnyAct): void => {
  let next = 0;
  acts[name]!(document, (count) => numbers[next++ % numbers.length]! % count);
};

/** A flow that has something of everything: a loop, branches, texts. */
export const fullFlow = (): FlowDefinition => {
  const { nodes = [], connections = [] } = newFlowDefinition();
  return {
    nodes: [
      ...nodes,
      newNode('Loop', 'Refine'),
      newNode('Condition', 'Decide'),
      newNode('InlineCode', 'Count'),
      newNode('Prompt', 'Again'),
    ],
    connections: [
      ...connections,
      {
        name: 'DecideDefault',
        source: 'Decide',
        target: 'FlowOutput',
        type: 'Conditional',
        configuration: { conditional: { condition: 'default' } },
      },
    ],
  };
};

export const openFullFlow = (): FlowDocument => createFlowDocument({ definition: fullFlow() });

/** JSON with the members of objects in the order of their names. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Everything that a document says: the definition to the byte; what lies beside it goes by path, in no order. */
export const stateOf = (document: FlowDocument): string =>
  `${JSON.stringify(document.definition())}\n${sorted(document.studioContent())}`;
