import type { JsonValue } from '@streambed/model';
import type { FlowNodeInput, FlowNodeOutput } from '@streambed/model/bedrock-agent';
import type { FlowEdit } from '../flow-edit.ts';
import type { NodeId } from '../flow-snapshot.ts';
import { jsonOf } from '../flow-store.ts';
import { removeConnection } from '../write-definition.ts';
import { assign } from '../y-json.ts';
import type { EditContext } from './edit-context.ts';
import { mirrorLoop, type RenamedSlot } from './mirror-loop.ts';
import { renameUses } from './references.ts';
import { withChange, writePath } from './write-path.ts';

type SlotEdits = Pick<
  FlowEdit,
  'addInput' | 'changeInput' | 'removeInput' | 'addOutput' | 'changeOutput' | 'removeOutput'
>;

const SIDES = {
  inputs: { end: 'target', slot: 'targetInput', word: 'input' },
  outputs: { end: 'source', slot: 'sourceOutput', word: 'output' },
} as const;

export type SlotList = keyof typeof SIDES;
type Slots = readonly (FlowNodeInput | FlowNodeOutput)[];

export const writeSlots = (context: EditContext, id: NodeId, list: SlotList, items: Slots): void =>
  assign(context.json(id), list, items as unknown as JsonValue, [list]);

/** Connections that begin or end at the slot follow its new name. */
export const renameEnds = (context: EditContext, id: NodeId, { list, from, to }: RenamedSlot): void => {
  const { end, slot } = SIDES[list];
  for (const view of context.snapshot().connections.values())
    if (view[end] === id && view[slot] === from)
      writePath(jsonOf(context.store.connections.get(view.id)!), ['configuration', 'data', slot], to);
};

/** Inputs and outputs: connections follow renames, and a loop's inside follows its outside and the reverse. */
export const slotEdits = (context: EditContext): SlotEdits => {
  const add = (id: NodeId, list: SlotList, item: FlowNodeInput | FlowNodeOutput) => {
    const slots: Slots = context.node(id)[list];
    if (slots.some(({ name }) => name === item.name))
      throw new Error(`There is an ${SIDES[list].word} ${item.name} already.`);
    writeSlots(context, id, list, [...slots, item]);
    mirrorLoop(context, id);
  };
  const change = (
    id: NodeId,
    list: SlotList,
    name: string,
    wanted: Partial<FlowNodeInput & FlowNodeOutput>,
  ) => {
    const slots: Slots = context.node(id)[list];
    const to = wanted.name ?? name;
    if (!slots.some((slot) => slot.name === name)) return;
    if (to !== name && slots.some((slot) => slot.name === to))
      throw new Error(`There is an ${SIDES[list].word} ${to} already.`);
    const renamed: RenamedSlot = { list, from: name, to };
    const write = () => {
      writeSlots(
        context,
        id,
        list,
        slots.map((slot) => (slot.name === name ? withChange(slot, wanted) : slot)),
      );
      if (to !== name) {
        renameEnds(context, id, renamed);
        if (list === 'inputs') renameUses(context, id, name, to);
      }
      mirrorLoop(context, id, renamed);
    };
    if (to === name) write();
    // Of a loop both sides of its border are renamed.
    else
      context.followingNames(
        ({ sourceOutput, targetInput }) => sourceOutput === name || targetInput === name,
        write,
      );
  };
  const remove = (id: NodeId, list: SlotList, name: string) => {
    const { end, slot } = SIDES[list];
    writeSlots(
      context,
      id,
      list,
      (context.node(id)[list] as Slots).filter((each) => each.name !== name),
    );
    for (const view of context.snapshot().connections.values())
      if (view[end] === id && view[slot] === name) removeConnection(context.store, view.id);
    mirrorLoop(context, id);
  };
  return {
    addInput: (id, input) => add(id, 'inputs', { type: 'String', expression: '$.data', ...input }),
    changeInput: (id, name, wanted) => change(id, 'inputs', name, wanted),
    removeInput: (id, name) => remove(id, 'inputs', name),
    addOutput: (id, output) => add(id, 'outputs', output),
    changeOutput: (id, name, wanted) => change(id, 'outputs', name, wanted),
    removeOutput: (id, name) => remove(id, 'outputs', name),
  };
};
