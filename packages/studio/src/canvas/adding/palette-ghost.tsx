import type { FlowNodeType } from '@streambed/model/bedrock-agent';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type ConnectionId, FLOW_SCOPE, type Point, type ScopeId } from '../../document/index.ts';
import { NodeGlyphTile, nodeFacts } from '../../nodes/index.ts';
import { addNode } from '../actions/adding.ts';
import { CARD_WIDTH, GRID } from '../geometry/card-geometry.ts';
import { contains, snap } from '../geometry/rectangle.ts';
import { useCanvas } from '../state/canvas-context.ts';
import type { CanvasController } from '../state/canvas-controller.ts';
import { lineUnder } from '../view/line-near.ts';
import './palette.css';

interface Ghost {
  readonly canvas: CanvasController;
  readonly type: FlowNodeType;
  readonly client: Point;
  /** Over the canvas: where it would go, in the flow's coordinates, on the grid. */
  readonly flow: Point | undefined;
}

const ghosts = createStore<{ readonly ghost: Ghost | undefined }>(() => ({ ghost: undefined }));
const THRESHOLD = 4;
/** The pointer holds the card by its name. */
const HOLD = { x: 48, y: 16 };

/** Carries a node type to the canvas: a ghost card follows on the grid; over a connection that one lights up. */
export const dragFromPalette = (
  canvas: CanvasController,
  type: FlowNodeType,
  event: { readonly clientX: number; readonly clientY: number },
  onDrag: () => void,
): void => {
  const begun = { x: event.clientX, y: event.clientY };
  let isDragging = false;
  const target = (client: Point): { flow: Point; scope: ScopeId; line?: ConnectionId } | undefined => {
    const bounds = canvas.bounds();
    if (!bounds || !contains(bounds, client)) return undefined;
    const pointer = canvas.toFlow(client);
    const flow = snap({ x: pointer.x - HOLD.x, y: pointer.y - HOLD.y }, GRID);
    const frame = document
      .elementsFromPoint(client.x, client.y)
      .map((element) => element.closest<HTMLElement>('.sb-frame')?.dataset.card)
      .find((id) => id !== undefined);
    const scope = frame ?? FLOW_SCOPE;
    const line = lineUnder(canvas, pointer, scope);
    return { flow, scope, ...(line !== undefined && { line }) };
  };
  const move = ({ clientX, clientY }: PointerEvent) => {
    const client = { x: clientX, y: clientY };
    if (!isDragging && Math.hypot(client.x - begun.x, client.y - begun.y) < THRESHOLD) return;
    isDragging = true;
    onDrag();
    const over = target(client);
    ghosts.setState({ ghost: { canvas, type, client, flow: over?.flow } });
    if (canvas.state.getState().dropLine !== over?.line) canvas.state.setState({ dropLine: over?.line });
  };
  const stop = () => {
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', up);
    removeEventListener('pointercancel', stop);
    removeEventListener('keydown', key, true);
    ghosts.setState({ ghost: undefined });
    canvas.state.setState({ dropLine: undefined });
  };
  const up = ({ clientX, clientY }: PointerEvent) => {
    const over = isDragging ? target({ x: clientX, y: clientY }) : undefined;
    stop();
    if (!over) return;
    addNode(canvas, {
      type,
      scope: over.scope,
      position: canvas.inScope(over.flow, over.scope),
      ...(over.line !== undefined && { connection: over.line }),
    });
  };
  const key = (pressed: KeyboardEvent) => {
    if (pressed.key === 'Escape') stop();
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', up);
  addEventListener('pointercancel', stop);
  addEventListener('keydown', key, true);
};

/** The card that is carried: under the pointer, and over the canvas where it would lie. */
export const PaletteGhost = () => {
  const canvas = useCanvas();
  const ghost = useStore(ghosts, (state) => state.ghost);
  if (ghost?.canvas !== canvas) return null;
  const bounds = canvas.bounds();
  const at =
    ghost.flow && bounds
      ? addPoints(canvas.toCanvas(ghost.flow), { x: bounds.left, y: bounds.top })
      : { x: ghost.client.x - HOLD.x, y: ghost.client.y - HOLD.y };
  const scale = ghost.flow ? canvas.zoom() : 1;
  return (
    <div
      className={`sb-palette-ghost sb-family-${nodeFacts(ghost.type).family}`}
      style={{ width: CARD_WIDTH, transform: `translate(${at.x}px, ${at.y}px) scale(${scale})` }}
      aria-hidden="true"
    >
      <NodeGlyphTile type={ghost.type} />
      {nodeFacts(ghost.type).label}
    </div>
  );
};

const addPoints = (a: Point, b: Point): Point => ({ x: a.x + b.x, y: a.y + b.y });
