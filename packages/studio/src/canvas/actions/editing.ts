import type { NodeId, Point } from '../../document/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { type Alignment, align, type Direction, distribute } from '../geometry/align.ts';
import { reachable } from '../geometry/reading-order.ts';
import type { Rectangle } from '../geometry/rectangle.ts';
import { layOut } from '../layout/lay-out.ts';
import type { CanvasController } from '../state/canvas-controller.ts';
import { keepPlacements } from './adding.ts';
import { glideFrom, shownPositions } from './glide.ts';

/** The nodes that a command means: what is selected, else the one that has the keyboard's attention. */
export const meantNodes = ({ editor }: CanvasController): ReadonlySet<NodeId> => {
  const { selection, focusedNode } = editor.state.getState();
  if (selection.nodes.size > 0 || selection.connections.size > 0 || selection.notes.size > 0)
    return selection.nodes;
  return focusedNode === undefined ? new Set() : new Set([focusedNode]);
};

/** `Classify`, or `3 nodes`: how a step names them. */
export const namesOf = (canvas: CanvasController, nodes: ReadonlySet<NodeId>): string => {
  const [only] = nodes;
  return nodes.size === 1 && only !== undefined
    ? (canvas.snapshot().nodes.get(only)?.name ?? words.nodes(1))
    : words.nodes(nodes.size);
};

export const removeSelection = (canvas: CanvasController): void => {
  const { selection, focusedNode } = canvas.editor.state.getState();
  const nodes = meantNodes(canvas);
  const { connections, notes } = selection;
  if (nodes.size + connections.size + notes.size === 0) return;
  const label =
    nodes.size > 0
      ? words.steps.remove(namesOf(canvas, nodes))
      : connections.size > 0
        ? words.connect.remove
        : words.steps.removeNote;
  // The keyboard goes on with what led to the node that goes.
  const next =
    focusedNode !== undefined && nodes.has(focusedNode)
      ? [...reachable(canvas.snapshot(), [focusedNode], 'upstream')].find((id) => !nodes.has(id))
      : undefined;
  const done = canvas.edit(label, (edit) => {
    edit.removeNodes(nodes);
    edit.disconnect(connections);
    edit.removeNotes(notes);
    return true;
  });
  if (!done) return;
  canvas.closePopup();
  canvas.select({});
  canvas.editor.announce(words.done(label));
  if (next !== undefined) canvas.focusNode(next);
  else canvas.focusCanvas();
};

export const duplicateSelection = (canvas: CanvasController): void => {
  const nodes = meantNodes(canvas);
  const made = canvas.edit(words.steps.duplicate(namesOf(canvas, nodes)), (edit) => {
    keepPlacements(canvas, edit);
    return edit.duplicate(nodes);
  });
  if (!made) return;
  canvas.select({ nodes: new Set(made) });
  const [first] = made;
  if (first !== undefined) canvas.focusNode(first);
};

const shownRectangles = (canvas: CanvasController, nodes: Iterable<NodeId>): Map<NodeId, Rectangle> => {
  const found = new Map<NodeId, Rectangle>();
  for (const id of nodes) {
    const placed = canvas.arrangement().nodes.get(id);
    if (placed) found.set(id, placed.rectangle);
  }
  return found;
};

export const alignSelection = (canvas: CanvasController, alignment: Alignment): void => {
  const before = shownPositions(canvas);
  canvas.moveTo(words.steps.align, align(shownRectangles(canvas, meantNodes(canvas)), alignment));
  glideFrom(canvas, before);
};

export const distributeSelection = (canvas: CanvasController, direction: Direction): void => {
  const before = shownPositions(canvas);
  canvas.moveTo(words.steps.distribute, distribute(shownRectangles(canvas, meantNodes(canvas)), direction));
  glideFrom(canvas, before);
};

/** Moves what is meant by so many pixels; presses within a second are one step. */
export const nudge = (canvas: CanvasController, dx: number, dy: number): void => {
  const nodes = meantNodes(canvas);
  const { notes } = canvas.editor.state.getState().selection;
  if (nodes.size + notes.size === 0 || !canvas.canEdit()) return;
  const moves = new Map<NodeId, Point>();
  for (const [id, { x, y }] of shownRectangles(canvas, nodes))
    moves.set(id, canvas.arrangement().documentPosition(id, { x: x + dx, y: y + dy }));
  canvas.editor.document.edit(
    words.steps.move(namesOf(canvas, nodes)),
    (edit) => {
      keepPlacements(canvas, edit);
      edit.moveNodes(moves);
      for (const id of notes) {
        const note = edit.snapshot().notes.get(id);
        if (note) edit.changeNote(id, { position: { x: note.position.x + dx, y: note.position.y + dy } });
      }
    },
    { joins: `position ${[...nodes, ...notes].join(' ')}` },
  );
  canvas.reveal(nodes, { isQuick: true });
  const [only] = nodes;
  const at = only === undefined ? undefined : moves.get(only);
  if (nodes.size === 1 && at) canvas.editor.announce(words.movedTo(namesOf(canvas, nodes), at.x, at.y));
};

/** Where a layout puts what is selected, or else everything that is shown. */
const tidied = async (canvas: CanvasController): Promise<Map<NodeId, Point>> => {
  const snapshot = canvas.snapshot();
  const { selection, openLoops } = canvas.editor.state.getState();
  const positions = new Map<NodeId, Point>();
  if (selection.nodes.size > 1) {
    const scopes = Map.groupBy(selection.nodes, (id) => snapshot.nodes.get(id)?.scope ?? '');
    for (const [scope, nodes] of scopes) {
      const only = new Set(nodes);
      const laidOut = await layOut(snapshot, { scope, only });
      // What is tidied stays around where it was.
      const left = Math.min(...nodes.map((id) => placeOf(canvas, id).x));
      const top = Math.min(...nodes.map((id) => placeOf(canvas, id).y));
      for (const [id, { x, y }] of laidOut) positions.set(id, { x: x + left, y: y + top });
    }
  } else
    for (const scope of snapshot.scopes.values()) {
      if (scope.loop !== undefined && !openLoops.has(scope.loop)) continue;
      // Loops that are open keep their closed place in the document: what lies behind gives way when shown.
      for (const [id, point] of await layOut(snapshot, { scope: scope.id })) positions.set(id, point);
    }
  return positions;
};

/** Lays out what is selected (from two nodes on), else everything that is shown. One undo step, seen on the way. */
export const tidy = async (canvas: CanvasController): Promise<void> => {
  if (!canvas.canEdit()) return;
  const snapshot = canvas.snapshot();
  const { selection } = canvas.editor.state.getState();
  const positions = await canvas.whileArranging(tidied(canvas));
  if (snapshot.revision !== canvas.snapshot().revision) return;
  const before = shownPositions(canvas);
  canvas.edit(words.steps.layout, (edit) => {
    keepPlacements(canvas, edit);
    edit.moveNodes(positions);
  });
  canvas.editor.announce(words.tidied);
  glideFrom(canvas, before);
  if (selection.nodes.size <= 1) canvas.fit();
};

const placeOf = (canvas: CanvasController, id: NodeId): Point =>
  canvas.snapshot().nodes.get(id)?.position ?? canvas.state.getState().placements.get(id) ?? { x: 0, y: 0 };
