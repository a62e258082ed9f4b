import { FLOW_SCOPE, type NodeId } from '../../document/index.ts';
import { commandFor, isTyping } from '../../editor/index.ts';
import { neighbour, type Step } from '../geometry/reading-order.ts';
import type { CanvasController } from '../state/canvas-controller.ts';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowRight: 'downstream',
  ArrowLeft: 'upstream',
  ArrowUp: 'above',
  ArrowDown: 'below',
};

/**
 * The keyboard of the canvas: arrows along the graph, Home and End, letters that jump by name where they are no command,
 * Space to gather; everything else is the commands' own. What was taken is marked by `preventDefault`.
 */
export const canvasKey = (canvas: CanvasController, event: KeyboardEvent): void => {
  if (event.defaultPrevented || isTyping(event.target) || canvas.state.getState().popup) return;
  if (walk(canvas, event)) {
    event.preventDefault();
    return;
  }
  const { editor } = canvas;
  const command = commandFor(editor.commands, event);
  if (command) {
    // Copy, cut and paste come as events of the clipboard, which need no permission.
    if (/^canvas\.(copy|cut|paste)$/.test(command.id)) {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    const reason = command.unavailable?.(editor);
    if (reason === undefined) void command.run(editor);
    else editor.announce(reason);
    return;
  }
  if (jump(canvas, event)) event.preventDefault();
};

const walk = (canvas: CanvasController, event: KeyboardEvent): boolean => {
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { editor, state } = canvas;
  const { focusedNode, selection } = editor.state.getState();
  const top = (id: NodeId) => canvas.places.get(id)?.y ?? 0;
  const step = STEPS[event.key];
  if (step) {
    const from = focusedNode ?? first(canvas);
    if (from === undefined) return true;
    const to =
      focusedNode === undefined
        ? from
        : (neighbour(canvas.snapshot(), from, step, top) ?? out(canvas, from, step));
    if (to !== undefined) goTo(canvas, to);
    return true;
  }
  switch (event.key) {
    case 'Home': {
      const input = [...canvas.snapshot().nodes.values()].find(({ type }) => type === 'Input');
      goTo(canvas, input?.id ?? first(canvas));
      return true;
    }
    case 'End': {
      const outputs = [...canvas.snapshot().nodes.values()].filter(({ type }) => type === 'Output');
      const { order } = state.getState();
      goTo(canvas, outputs.toSorted((a, b) => (order.get(b.id) ?? 0) - (order.get(a.id) ?? 0))[0]?.id);
      return true;
    }
    case ' ':
      if (focusedNode === undefined) return true;
      // What followed the arrows so far begins the gathering; the node itself is added, or taken away again.
      gather(canvas, focusedNode, selection.nodes);
      return true;
    case 'Escape':
      stepOut(canvas);
      return true;
    default:
      return false;
  }
};

const first = (canvas: CanvasController): NodeId | undefined =>
  [...canvas.state.getState().order].find(([, place]) => place === 1)?.[0];

/** Beyond the first and last node of a loop's body the arrows lead to the loop itself; → into one that is open. */
const out = (canvas: CanvasController, from: NodeId, step: Step): NodeId | undefined => {
  const scope = canvas.snapshot().nodes.get(from)?.scope;
  if (scope === undefined || scope === FLOW_SCOPE || step === 'above' || step === 'below') return undefined;
  return scope;
};

const goTo = (canvas: CanvasController, id: NodeId | undefined): void => {
  if (id === undefined) return;
  canvas.focusNode(id);
  if (!canvas.state.getState().isGathering) canvas.select({ nodes: new Set([id]) });
};

const gather = (canvas: CanvasController, id: NodeId, selected: ReadonlySet<NodeId>): void => {
  const { isGathering } = canvas.state.getState();
  const next = new Set(selected);
  if (isGathering && next.has(id)) next.delete(id);
  else next.add(id);
  canvas.state.setState({ isGathering: next.size > 0 });
  canvas.select({ nodes: next });
  canvas.announceSelected();
};

/** Esc: from many to none, from inside a loop to the loop. */
const stepOut = (canvas: CanvasController): void => {
  const { editor, state } = canvas;
  const { selection, focusedNode } = editor.state.getState();
  state.setState({ isGathering: false });
  if (selection.nodes.size + selection.connections.size + selection.notes.size > 0) {
    canvas.select({});
    return;
  }
  const scope = focusedNode === undefined ? undefined : canvas.snapshot().nodes.get(focusedNode)?.scope;
  if (scope !== undefined && scope !== FLOW_SCOPE) canvas.focusNode(scope);
};

/** To the next node whose name begins with the letter. */
const jump = (canvas: CanvasController, event: KeyboardEvent): boolean => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^\p{L}$/u.test(event.key)) return false;
  const { order } = canvas.state.getState();
  const { focusedNode } = canvas.editor.state.getState();
  const all = [...order].toSorted(([, a], [, b]) => a - b).map(([id]) => id);
  const at = focusedNode === undefined ? -1 : all.indexOf(focusedNode);
  const letter = event.key.toLowerCase();
  const found = [...all.slice(at + 1), ...all.slice(0, at + 1)].find((id) =>
    canvas.snapshot().nodes.get(id)?.name.toLowerCase().startsWith(letter),
  );
  goTo(canvas, found);
  return true;
};
