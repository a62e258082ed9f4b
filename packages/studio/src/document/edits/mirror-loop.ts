import type { FlowNodeInput, FlowNodeOutput, FlowNodeType } from '@streambed/model/bedrock-agent';
import { FLOW_SCOPE, type FlowSnapshot, type NodeId, type NodeView } from '../flow-snapshot.ts';
import { removeConnection } from '../write-definition.ts';
import { sameJson } from '../y-json.ts';
import type { EditContext } from './edit-context.ts';
import { renameUses } from './references.ts';
import { renameEnds, type SlotList, writeSlots } from './slots.ts';

export interface RenamedSlot {
  readonly list: SlotList;
  readonly from: string;
  readonly to: string;
}

/**
 * Inputs of a Loop are what its LoopInput gives, outputs what its LoopController leaves with: whichever side was
 * changed, the other follows.
 */
export const mirrorLoop = (context: EditContext, id: NodeId, renamed?: RenamedSlot): void => {
  const snapshot = context.snapshot();
  const node = snapshot.nodes.get(id);
  if (!node) return;
  const change = renamed && renamed.from !== renamed.to ? renamed : undefined;
  const nameBefore = (name: string) => (change?.to === name ? change.from : name);
  if (node.type === 'Loop') {
    const loopInput = insideOf(snapshot, id, 'LoopInput');
    if (loopInput && change?.list !== 'outputs')
      follow(
        context,
        loopInput,
        'outputs',
        node.inputs.map(plainSlot),
        change?.list === 'inputs' ? change : undefined,
      );
    const controller = insideOf(snapshot, id, 'LoopController');
    if (controller && change?.list !== 'inputs') {
      const exits = controller.inputs.filter(isExit);
      const others = controller.inputs.filter((input) => !isExit(input));
      const wanted = node.outputs.map(({ name, type }): FlowNodeInput => {
        const was = exits.find((exit) => exit.name === nameBefore(name));
        return { ...(was ?? { expression: '$.data', category: 'ExitLoop' as const }), name, type };
      });
      follow(context, controller, 'inputs', [...others, ...wanted], change);
    }
    return;
  }
  const loop = node.scope === FLOW_SCOPE ? undefined : snapshot.nodes.get(node.scope);
  if (!loop) return;
  if (node.type === 'LoopInput') {
    const wanted = node.outputs.map(({ name, type }): FlowNodeInput => {
      const was = loop.inputs.find((input) => input.name === nameBefore(name));
      return { expression: '$.data', ...was, name, type };
    });
    follow(context, loop, 'inputs', wanted, change);
  } else if (node.type === 'LoopController')
    follow(
      context,
      loop,
      'outputs',
      node.inputs.filter(isExit).map(plainSlot),
      // What goes back to the start, or decides, has names of its own.
      change && node.inputs.some((input) => input.name === change.to && isExit(input)) ? change : undefined,
    );
};

const isExit = ({ category }: FlowNodeInput): boolean => category === 'ExitLoop';
const plainSlot = ({ name, type }: FlowNodeOutput) => ({ name, type });
const insideOf = (snapshot: FlowSnapshot, loop: NodeId, type: FlowNodeType): NodeView | undefined =>
  snapshot.scopes
    .get(loop)
    ?.nodes.map((inner) => snapshot.nodes.get(inner)!)
    .find((inner) => inner.type === type);

/** Makes the other side's list what it must be; connections to a slot that it loses go with it. */
const follow = (
  context: EditContext,
  node: NodeView,
  list: SlotList,
  wanted: readonly (FlowNodeInput | FlowNodeOutput)[],
  renamed: RenamedSlot | undefined,
): void => {
  const before: readonly (FlowNodeInput | FlowNodeOutput)[] = node[list];
  // Only what is mirrored is written: members that a newer API gave the slots stay.
  const kept = wanted.map((slot) => {
    const was = before.find(({ name }) => name === (renamed?.to === slot.name ? renamed.from : slot.name));
    return was ? { ...was, ...slot } : slot;
  });
  if (sameJson(before, kept)) return;
  writeSlots(context, node.id, list, kept);
  if (renamed) {
    renameEnds(context, node.id, { ...renamed, list });
    if (list === 'inputs') renameUses(context, node.id, renamed.from, renamed.to);
  }
  const names = new Set(kept.map(({ name }) => name));
  const lost = new Set(before.map(({ name }) => name).filter((name) => !names.has(name)));
  if (lost.size === 0) return;
  for (const view of context.snapshot().connections.values()) {
    const slot = list === 'inputs' ? view.targetInput : view.sourceOutput;
    const end = list === 'inputs' ? view.target : view.source;
    if (end === node.id && slot !== undefined && lost.has(slot)) removeConnection(context.store, view.id);
  }
};
