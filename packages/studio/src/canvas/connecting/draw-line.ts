import {
  type BranchPlace,
  beginConnecting,
  type ConnectionId,
  type ConnectOutcome,
  type FlowSnapshot,
  type NodeId,
  type OutputPlace,
  type Point,
} from '../../document/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { commitOutcome } from '../actions/commit-outcome.ts';
import { GATE_Y, portOffset } from '../geometry/card-geometry.ts';
import { snap } from '../geometry/rectangle.ts';
import { frameOffset, type Line } from '../lines/line-store.ts';
import type { CanvasController } from '../state/canvas-controller.ts';
import type { Drawing, NodeFit } from '../state/canvas-state.ts';

/** Moving less than this between down and up is a click: the line then follows the pointer until the next click. */
const CLICK = 4;
const EDGE = 32;
const PAN = 12;

/** The point in the flow where a line from the place begins. */
export const startOf = (canvas: CanvasController, from: OutputPlace | BranchPlace): Point => {
  const placed = canvas.arrangement().nodes.get(from.node);
  const place = canvas.places.get(from.node);
  if (!placed || !place) return { x: 0, y: 0 };
  const offset =
    'output' in from
      ? placed.isOpen
        ? frameOffset(placed.geometry, 'output', from.output, place.width)
        : portOffset(placed.geometry, 'output', from.output)
      : portOffset(placed.geometry, 'branch', from.condition);
  return { x: place.x + (offset?.x ?? place.width), y: place.y + (offset?.y ?? GATE_Y) };
};

/** What each node that is shown says to a line from the place; reckoned once, when the line begins. */
const fitsFor = (
  canvas: CanvasController,
  to: (target: NodeId, input?: string) => ConnectOutcome,
  from: NodeId,
) => {
  const fits = new Map<NodeId, NodeFit>();
  for (const { node } of canvas.arrangement().nodes.values()) {
    if (node.id === from) continue;
    const inputs = new Map(node.inputs.map(({ name }) => [name, to(node.id, name)]));
    const free = [...inputs.values()].filter(
      (outcome) => outcome.kind !== 'refused' && !('replaces' in outcome && outcome.replaces !== undefined),
    );
    const body = to(node.id);
    fits.set(node.id, { body, inputs, isOnly: free.length === 1 || body.kind === 'branch' });
  }
  return fits;
};

/**
 * Draws a line from an output or a branch, or moves the end of one, until it is let go of over something. A state with a
 * name: every way out (drop, click, Esc, a second pointer) ends in `stop`.
 */
export const drawLine = (
  canvas: CanvasController,
  from: OutputPlace | BranchPlace,
  event: { readonly clientX: number; readonly clientY: number },
  moving?: ConnectionId,
): void => {
  if (!canvas.canEdit()) return;
  const connecting = beginConnecting(canvas.snapshot(), from);
  const fits = fitsFor(
    canvas,
    (node, input) => connecting.to(input === undefined ? node : { node, input }),
    from.node,
  );
  const begun = { x: event.clientX, y: event.clientY };
  let last = begun;
  let isSticky = false;
  let frame = 0;
  const first: Drawing = {
    from,
    ...(moving !== undefined && { moving }),
    start: startOf(canvas, from),
    pointer: canvas.toFlow(begun),
    isSticky,
    fits,
  };
  canvas.state.setState({ drawing: first, popup: undefined });

  const overAt = (client: Point): Drawing['over'] => {
    for (const element of document.elementsFromPoint(client.x, client.y)) {
      const port = element.closest<HTMLElement>('[data-port="input"]');
      if (port?.dataset.node !== undefined && port.dataset.name !== undefined)
        return port.dataset.node === from.node
          ? undefined
          : { node: port.dataset.node, input: port.dataset.name };
      const card = element.closest<HTMLElement>('[data-card]');
      if (card?.dataset.card !== undefined) {
        const placed = canvas.arrangement().nodes.get(card.dataset.card);
        // The inside of an open loop is ground, not the loop.
        if (placed?.isOpen && !element.closest('.sb-frame-head')) continue;
        return card.dataset.card === from.node ? undefined : { node: card.dataset.card };
      }
    }
    return undefined;
  };
  const outcomeOf = (over: Drawing['over']): ConnectOutcome | undefined => {
    const fit = over && fits.get(over.node);
    if (!over || !fit) return undefined;
    // A branch carries no data, but dropped on a row it can only mean the node.
    if (over.input === undefined || !('output' in from)) return fit.body;
    return fit.inputs.get(over.input) ?? fit.body;
  };
  const update = () => {
    const over = overAt(last);
    const outcome = outcomeOf(over);
    canvas.state.setState(({ drawing }) =>
      drawing
        ? {
            drawing: {
              from,
              ...(moving !== undefined && { moving }),
              start: drawing.start,
              pointer: canvas.toFlow(last),
              isSticky,
              fits,
              ...(over && { over }),
              ...(outcome && { outcome }),
            },
          }
        : {},
    );
  };
  const panAtEdges = () => {
    frame = requestAnimationFrame(panAtEdges);
    const bounds = canvas.bounds();
    if (!bounds) return;
    const dx = last.x < bounds.left + EDGE ? PAN : last.x > bounds.right - EDGE ? -PAN : 0;
    const dy = last.y < bounds.top + EDGE ? PAN : last.y > bounds.bottom - EDGE ? -PAN : 0;
    if ((dx !== 0 || dy !== 0) && isWithin(bounds, last)) {
      canvas.panBy(dx, dy);
      update();
    }
  };
  const move = ({ clientX, clientY }: PointerEvent) => {
    last = { x: clientX, y: clientY };
    update();
  };
  const drop = (client: Point) => {
    const over = overAt(client);
    const outcome = outcomeOf(over);
    stop();
    const at = canvas.clientToCanvas(client);
    if (outcome) {
      commitOutcome(canvas, from, outcome, at, moving);
      return;
    }
    const bounds = canvas.bounds();
    const isOnCanvas =
      bounds &&
      isWithin(bounds, client) &&
      document.elementFromPoint(client.x, client.y)?.closest('.react-flow');
    if (!isOnCanvas || overSource(client)) return;
    if (moving !== undefined) return;
    const scope = canvas.snapshot().nodes.get(from.node)?.scope ?? 'flow';
    canvas.openPopup({
      kind: 'quickAdd',
      at,
      scope,
      position: canvas.inScope(
        snap({ x: canvas.toFlow(client).x, y: canvas.toFlow(client).y - 24 }, 8),
        scope,
      ),
      from,
    });
  };
  const overSource = (client: Point): boolean =>
    document.elementFromPoint(client.x, client.y)?.closest<HTMLElement>('[data-card]')?.dataset.card ===
    from.node;
  const up = (up: PointerEvent) => {
    const client = { x: up.clientX, y: up.clientY };
    const isClick = Math.hypot(client.x - begun.x, client.y - begun.y) < CLICK;
    if (!isSticky && isClick) {
      isSticky = true;
      update();
      return;
    }
    if (!isSticky) drop(client);
  };
  const down = (down: PointerEvent) => {
    if (!isSticky) return;
    down.preventDefault();
    down.stopPropagation();
    const client = { x: down.clientX, y: down.clientY };
    // The click that follows belongs to this gesture.
    addEventListener('click', swallow, { capture: true, once: true });
    addEventListener('mousedown', swallow, { capture: true, once: true });
    drop(client);
  };
  const key = (pressed: KeyboardEvent) => {
    if (pressed.key !== 'Escape') return;
    pressed.preventDefault();
    pressed.stopPropagation();
    stop();
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', up);
    removeEventListener('pointercancel', stop);
    removeEventListener('pointerdown', down, true);
    removeEventListener('keydown', key, true);
    canvas.state.setState({ drawing: undefined });
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', up);
  addEventListener('pointercancel', stop);
  addEventListener('pointerdown', down, true);
  addEventListener('keydown', key, true);
  frame = requestAnimationFrame(panAtEdges);
};

/** Moves the other end of a line: over outputs and branches it says whether they could feed what it leads to. */
export const moveSource = (
  canvas: CanvasController,
  line: Line,
  event: { readonly clientX: number; readonly clientY: number },
): void => {
  if (!canvas.canEdit()) return;
  const { targetInput } = line.connection;
  const path = canvas.lines.path(line.id);
  const to = targetInput === undefined ? line.target : { node: line.target, input: targetInput };
  const old =
    line.connection.condition === undefined
      ? { node: line.source, output: line.connection.sourceOutput ?? '' }
      : { node: line.source, condition: line.connection.condition };
  let last = { x: event.clientX, y: event.clientY };
  const sourceAt = (client: Point): OutputPlace | BranchPlace | undefined => {
    for (const element of document.elementsFromPoint(client.x, client.y)) {
      const { port, name, node } = element.closest<HTMLElement>('[data-port]')?.dataset ?? {};
      if (node === undefined || name === undefined) continue;
      if (port === 'output') return { node, output: name };
      if (port === 'branch') return { node, condition: name };
    }
    return undefined;
  };
  const outcomeAt = (
    client: Point,
  ): { from: OutputPlace | BranchPlace; outcome: ConnectOutcome } | undefined => {
    const from = sourceAt(client);
    if (!from) return undefined;
    // What leads there now is what is being moved: it neither occupies the input nor closes a cycle.
    return { from, outcome: beginConnecting(withoutLine(canvas, line.id), from).to(to) };
  };
  const update = () => {
    const found = outcomeAt(last);
    canvas.state.setState({
      drawing: {
        from: old,
        moving: line.id,
        start: canvas.toFlow(last),
        pointer: path?.to ?? canvas.toFlow(last),
        isSticky: false,
        fits: new Map(),
        ...(found && { outcome: found.outcome }),
      },
    });
  };
  const move = ({ clientX, clientY }: PointerEvent) => {
    last = { x: clientX, y: clientY };
    update();
  };
  const up = (up: PointerEvent) => {
    stop();
    const found = outcomeAt({ x: up.clientX, y: up.clientY });
    if (!found) return;
    const at = canvas.clientToCanvas({ x: up.clientX, y: up.clientY });
    if (found.outcome.kind === 'refused') {
      commitOutcome(canvas, found.from, found.outcome, at);
      return;
    }
    canvas.edit(canvasMessages.connect.reconnect, (edit) => edit.reconnect(line.id, { from: found.from }));
    if (found.outcome.kind === 'pickMember')
      canvas.openPopup({ kind: 'pickMember', at, to: found.outcome.to });
  };
  const key = (pressed: KeyboardEvent) => {
    if (pressed.key !== 'Escape') return;
    pressed.preventDefault();
    pressed.stopPropagation();
    stop();
  };
  const stop = () => {
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', up);
    removeEventListener('pointercancel', stop);
    removeEventListener('keydown', key, true);
    canvas.state.setState({ drawing: undefined });
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', up);
  addEventListener('pointercancel', stop);
  addEventListener('keydown', key, true);
  canvas.closePopup();
  update();
};

const withoutLine = (canvas: CanvasController, id: ConnectionId): FlowSnapshot => {
  const snapshot = canvas.snapshot();
  const connections = new Map(snapshot.connections);
  connections.delete(id);
  return { ...snapshot, connections };
};

const swallow = (event: Event) => {
  event.preventDefault();
  event.stopPropagation();
};

const isWithin = (bounds: DOMRect, { x, y }: Point): boolean =>
  x >= bounds.left && x <= bounds.right && y >= bounds.top && y <= bounds.bottom;
