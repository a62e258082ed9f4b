import type { FlowDefinition, FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import {
  type ConnectionView,
  FLOW_SCOPE,
  type FlowSnapshot,
  type NodeId,
  uniqueName,
} from '../../document/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { reachable } from '../geometry/reading-order.ts';
import { around } from '../geometry/rectangle.ts';
import type { CanvasController } from '../state/canvas-controller.ts';
import { keepPlacements } from './adding.ts';
import { meantNodes } from './editing.ts';

/** Types that cannot live in a loop: nodes.md, IncompatibleLoopNodeType; a nested Loop is not documented. */
const NOT_IN_LOOPS = new Set([
  'Input',
  'Output',
  'Condition',
  'Iterator',
  'Collector',
  'Loop',
  'LoopInput',
  'LoopController',
]);

/** Why the selection cannot become the body of a loop; undefined when it can. */
export const whyNotFold = (canvas: CanvasController): string | undefined => {
  const snapshot = canvas.snapshot();
  const nodes = meantNodes(canvas);
  if (nodes.size === 0) return words.fold.tooFew;
  for (const id of nodes) {
    const node = snapshot.nodes.get(id);
    if (!node) return words.fold.tooFew;
    if (node.scope !== FLOW_SCOPE) return words.fold.sameLevel;
    if (NOT_IN_LOOPS.has(node.type)) return words.fold.type(node.name, node.type);
  }
  const border = borderOf(snapshot, nodes);
  for (const { condition, targetName } of [...border.into, ...border.out])
    if (condition !== undefined) return words.fold.conditional(targetName);
  // What leaves the selection must not come back into it: that would be a cycle around the loop.
  const behind = reachable(
    snapshot,
    border.out.flatMap(({ target }) => target ?? []),
    'downstream',
  );
  const back = border.into.find(({ source }) => source !== undefined && behind.has(source));
  return back ? words.fold.notClosed(back.sourceName) : undefined;
};

const borderOf = (snapshot: FlowSnapshot, nodes: ReadonlySet<NodeId>) => {
  const into: ConnectionView[] = [];
  const out: ConnectionView[] = [];
  for (const connection of snapshot.connections.values()) {
    const comes = connection.source !== undefined && nodes.has(connection.source);
    const goes = connection.target !== undefined && nodes.has(connection.target);
    if (goes && !comes) into.push(connection);
    if (comes && !goes) out.push(connection);
  }
  return { into, out };
};

interface Gate {
  readonly name: string;
  readonly type: FlowNodeIODataType;
  /** Connections that pass the border there. */
  readonly connections: readonly ConnectionView[];
}

/** One input or output of the loop for each output that crosses its border. */
const gatesOf = (snapshot: FlowSnapshot, connections: readonly ConnectionView[]): readonly Gate[] => {
  const bySource = Map.groupBy(connections, ({ source, sourceOutput }) => `${source}\n${sourceOutput}`);
  const taken = new Set<string>();
  return [...bySource.values()].map((own) => {
    const [{ source, sourceOutput = '' }] = own as [ConnectionView];
    const node = snapshot.nodes.get(source ?? '');
    const name = uniqueName(sourceOutput, taken);
    taken.add(name);
    return {
      name,
      type: node?.outputs.find((output) => output.name === sourceOutput)?.type ?? 'Object',
      connections: own,
    };
  });
};

/**
 * Makes the selection the body of a new Loop: what crosses its border becomes the loop's inputs and outputs. The
 * condition is the author's to write; until then a problem says so.
 */
export const foldIntoLoop = (canvas: CanvasController): void => {
  const snapshot = canvas.snapshot();
  const nodes = meantNodes(canvas);
  const { into, out } = borderOf(snapshot, nodes);
  const entries = gatesOf(snapshot, into);
  const exits = gatesOf(snapshot, out);
  const piece = canvas.editor.document.pieceOf(nodes);
  const inner = new Map([...nodes].map((id) => [id, snapshot.nodes.get(id)!.name]));
  const bounds = around([...nodes].map((id) => canvas.places.get(id)!));
  const made = canvas.edit(words.steps.fold, (edit) => {
    keepPlacements(canvas, edit);
    const places = new Map([...nodes].map((id) => [inner.get(id)!, edit.snapshot().nodes.get(id)?.position]));
    edit.removeNodes(nodes);
    const loop = edit.addNode({
      type: 'Loop',
      ...(bounds && { position: canvas.arrangement().documentPositionIn(FLOW_SCOPE, bounds) }),
      configuration: { loop: { definition: bodyOf(piece, entries, exits, inner) } },
    });
    // The loop's own inputs and outputs, which a new one has as examples, become those of the border.
    const view = edit.snapshot().nodes.get(loop)!;
    for (const { name } of view.inputs)
      if (!entries.some((gate) => gate.name === name)) edit.removeInput(loop, name);
    for (const { name } of view.outputs)
      if (!exits.some((gate) => gate.name === name)) edit.removeOutput(loop, name);
    const has = (list: readonly { readonly name: string }[], name: string) =>
      list.some((one) => one.name === name);
    for (const { name, type, connections } of entries) {
      const now = edit.snapshot().nodes.get(loop)!;
      if (has(now.inputs, name)) edit.changeInput(loop, name, { type });
      else edit.addInput(loop, { name, type, expression: '$.data' });
      const [{ source, sourceOutput = '' }] = connections as [ConnectionView];
      edit.connect({ node: source!, output: sourceOutput }, { node: loop, input: name });
    }
    for (const { name, type, connections } of exits) {
      const now = edit.snapshot().nodes.get(loop)!;
      if (has(now.outputs, name)) edit.changeOutput(loop, name, { type });
      else edit.addOutput(loop, { name, type });
      for (const { target, targetInput = '' } of connections)
        edit.connect({ node: loop, output: name }, { node: target!, input: targetInput });
    }
    const moves = new Map<NodeId, { x: number; y: number }>();
    for (const id of edit.snapshot().scopes.get(loop)?.nodes ?? []) {
      const was = places.get(edit.snapshot().nodes.get(id)?.name ?? '');
      if (was && bounds) moves.set(id, { x: was.x - bounds.x + 304, y: was.y - bounds.y });
    }
    edit.moveNodes(moves);
    return loop;
  });
  if (made === undefined) return;
  canvas.select({ nodes: new Set([made]) });
  canvas.openLoop(made);
  canvas.focusNode(made);
};

const data = (source: string, sourceOutput: string, target: string, targetInput: string) => ({
  name: `${source}_${sourceOutput}_to_${target}_${targetInput}`.slice(0, 100),
  source,
  target,
  type: 'Data' as const,
  configuration: { data: { sourceOutput, targetInput } },
});

const bodyOf = (
  piece: FlowDefinition,
  entries: readonly Gate[],
  exits: readonly Gate[],
  names: ReadonlyMap<NodeId, string>,
): FlowDefinition => ({
  nodes: [
    {
      name: 'LoopInput',
      type: 'LoopInput',
      configuration: { loopInput: {} },
      outputs: entries.map(({ name, type }) => ({ name, type })),
    },
    ...(piece.nodes ?? []),
    {
      name: 'LoopController',
      type: 'LoopController',
      configuration: {
        loopController: {
          continueCondition: { name: 'continueCondition', expression: 'again == true' },
          maxIterations: 10,
        },
      },
      inputs: [
        { name: 'again', type: 'Boolean', expression: '$.data', category: 'LoopCondition' },
        ...exits.map(({ name, type }) => ({
          name,
          type,
          expression: '$.data',
          category: 'ExitLoop' as const,
        })),
      ],
    },
  ],
  connections: [
    ...(piece.connections ?? []),
    ...entries.flatMap(({ name, connections }) =>
      connections.map(({ target, targetInput = '' }) =>
        data('LoopInput', name, names.get(target!)!, targetInput),
      ),
    ),
    ...exits.map(({ name, connections }) => {
      const [{ source, sourceOutput = '' }] = connections as [ConnectionView];
      return data(names.get(source!)!, sourceOutput, 'LoopController', name);
    }),
  ],
});
