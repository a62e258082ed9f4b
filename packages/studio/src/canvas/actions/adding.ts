import type { FlowNodeType } from '@streambed/model/bedrock-agent';
import {
  type BranchPlace,
  beginConnecting,
  type ConnectionId,
  type FlowEdit,
  type InputPlace,
  type NodeId,
  type NoteId,
  type OutputPlace,
  type Point,
  type ScopeId,
} from '../../document/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { nodeFacts } from '../../nodes/index.ts';
import { noteRecent } from '../adding/recent.ts';
import { CARD_WIDTH, cardGeometry, GRID, PORT_HEIGHT, portOffset } from '../geometry/card-geometry.ts';
import { pushApart } from '../geometry/push-apart.ts';
import { reachable } from '../geometry/reading-order.ts';
import { type Rectangle, snap } from '../geometry/rectangle.ts';
import { COLUMN_GAP } from '../layout/layout-graph.ts';
import type { CanvasController } from '../state/canvas-controller.ts';
import { addInputFor, lacksData, placeName } from './commit-outcome.ts';
import { glideFrom, shownPositions } from './glide.ts';

export interface Adding {
  readonly type: FlowNodeType;
  readonly scope: ScopeId;
  /** Left upper corner as shown in the scope. */
  readonly position: Point;
  /** Where it shall be wired from. */
  readonly from?: OutputPlace | BranchPlace;
  /** The connection that it is put into. */
  readonly connection?: ConnectionId;
  readonly withCollector?: boolean;
}

/** Adds a node, wired as asked, and makes room for it: one undo step. Answers the node. */
export const addNode = (canvas: CanvasController, adding: Adding): NodeId | undefined => {
  const { type, scope, from, connection, withCollector = false } = adding;
  const position = snap(adding.position, GRID);
  const before = shownPositions(canvas);
  let pick: InputPlace | undefined;
  const id = canvas.edit(words.addStep(nodeFacts(type).label), (edit) => {
    keepPlacements(canvas, edit);
    const node = edit.addNode({
      type,
      scope,
      position: canvas.arrangement().documentPositionIn(scope, position),
    });
    if (connection !== undefined) edit.insertOnConnection(connection, node);
    else if (from) pick = wire(edit, from, node);
    const added = [node];
    if (withCollector) added.push(addCollector(canvas, edit, node, scope, position));
    makeRoom(canvas, edit, added, connection);
    return node;
  });
  if (id === undefined) return undefined;
  noteRecent(type);
  glideFrom(canvas, before);
  canvas.select({ nodes: new Set([id]) });
  const name = canvas.snapshot().nodes.get(id)?.name ?? '';
  canvas.editor.announce(from ? words.addedAfter(name, placeName(canvas, from)) : words.added(name));
  canvas.closePopup();
  const node = canvas.snapshot().nodes.get(id);
  // A branch brings no data: what could bring it is offered.
  const isHungry = from !== undefined && 'condition' in from && node !== undefined && lacksData(canvas, node);
  if (!pick && !isHungry) {
    canvas.focusNode(id);
    return id;
  }
  // What asks has the focus, and gives it to the card when it goes.
  canvas.editor.state.setState({ focusedNode: id });
  canvas.reveal([id], { isQuick: true });
  const place = canvas.places.get(id);
  if (!place) return id;
  const at = canvas.toCanvas({ x: place.x + 24, y: place.y + place.height + 8 });
  canvas.openPopup(pick ? { kind: 'pickMember', at, to: pick } : { kind: 'feed', at, node: id });
  return id;
};

/** Wires a new node from where it was begun; answers the input whose expression has still to be picked. */
const wire = (edit: FlowEdit, from: OutputPlace | BranchPlace, node: NodeId): InputPlace | undefined => {
  const outcome = beginConnecting(edit.snapshot(), from).to(node);
  switch (outcome.kind) {
    case 'branch':
      edit.connectBranch(from as BranchPlace, node);
      return undefined;
    case 'connects':
      edit.connect(from as OutputPlace, outcome.to);
      return undefined;
    case 'pickMember':
      edit.connect(from as OutputPlace, outcome.to);
      return outcome.to;
    case 'chooseInput':
      edit.connect(from as OutputPlace, { node, input: outcome.inputs[0]! });
      return undefined;
    case 'newInput':
      addInputFor(edit, node, outcome.name, outcome.type);
      edit.connect(from as OutputPlace, { node, input: outcome.name });
      return undefined;
    case 'refused': {
      // A new node of ours may take the type of what it is made for.
      const remedy = outcome.remedies.find(({ kind }) => kind === 'setInputType');
      if (remedy?.kind !== 'setInputType') return undefined;
      edit.changeInput(node, remedy.to.input, { type: remedy.type });
      edit.connect(from as OutputPlace, remedy.to);
      return undefined;
    }
  }
};

/** The Collector that ends an Iterator's items, with room for the work between them; it knows how many there are. */
const addCollector = (
  canvas: CanvasController,
  edit: FlowEdit,
  iterator: NodeId,
  scope: ScopeId,
  position: Point,
): NodeId => {
  const collector = edit.addNode({
    type: 'Collector',
    scope,
    position: canvas
      .arrangement()
      .documentPositionIn(scope, { x: position.x + 2 * (CARD_WIDTH + COLUMN_GAP), y: position.y }),
  });
  edit.connect({ node: iterator, output: 'arraySize' }, { node: collector, input: 'arraySize' });
  return collector;
};

/** Neighbours give way: those behind a connection move on, others are pushed the shortest way. */
const makeRoom = (
  canvas: CanvasController,
  edit: FlowEdit,
  added: readonly NodeId[],
  connection: ConnectionId | undefined,
): void => {
  const snapshot = edit.snapshot();
  const [first] = added;
  const scope = first === undefined ? undefined : snapshot.nodes.get(first)?.scope;
  if (first === undefined || scope === undefined) return;
  const rectangles = new Map<NodeId, Rectangle>();
  for (const id of snapshot.scopes.get(scope)?.nodes ?? []) {
    const node = snapshot.nodes.get(id)!;
    const position = node.position ?? canvas.state.getState().placements.get(id);
    const { width, height } = cardGeometry(node, false);
    if (position) rectangles.set(id, { ...position, width, height });
  }
  const moves = new Map<NodeId, Point>();
  const before = connection === undefined ? undefined : canvas.lines.line(connection);
  const source = before && rectangles.get(before.source);
  const target = before && rectangles.get(before.target);
  if (before && source && target) {
    const gap = COLUMN_GAP / 2;
    const x = Math.round((source.x + source.width + gap) / GRID) * GRID;
    const own = rectangles.get(first)!;
    const at = { x: Math.max(own.x, x), y: own.y };
    // Level with the line where it was straight.
    if (Math.abs(source.y - target.y) < PORT_HEIGHT * 3) at.y = source.y;
    const push = at.x + CARD_WIDTH + gap - target.x;
    moves.set(first, at);
    rectangles.set(first, { ...own, ...at });
    if (push > 0)
      for (const id of reachable(snapshot, [before.target], 'downstream')) {
        const rectangle = rectangles.get(id);
        if (!rectangle || added.includes(id)) continue;
        const moved = { ...rectangle, x: rectangle.x + Math.ceil(push / GRID) * GRID };
        rectangles.set(id, moved);
        moves.set(id, { x: moved.x, y: moved.y });
      }
  }
  for (const [id, point] of pushApart(rectangles, new Set(added))) moves.set(id, point);
  if (moves.size > 0) edit.moveNodes(moves);
};

/** What was laid out without being an edit becomes part of the first one that moves or adds something. */
export const keepPlacements = (canvas: CanvasController, edit: FlowEdit): void => {
  const { placements } = canvas.state.getState();
  const kept = new Map(
    [...placements].filter(([id]) => edit.snapshot().nodes.get(id)?.position === undefined),
  );
  if (kept.size > 0) edit.moveNodes(kept);
};

/** Where a node goes that is made from an output: in the next column, its first port level with the output's. */
export const positionAfter = (
  canvas: CanvasController,
  from: OutputPlace | BranchPlace,
  type: FlowNodeType | undefined,
): Point => {
  const placed = canvas.arrangement().nodes.get(from.node);
  if (!placed) return { x: 0, y: 0 };
  const { rectangle, geometry } = placed;
  const offset =
    'output' in from
      ? portOffset(geometry, 'output', from.output)
      : portOffset(geometry, 'branch', from.condition);
  // The first input's row, or the name where a branch arrives.
  const own = 'output' in from ? 68 : 16;
  const y = placed.isOpen || type === undefined ? rectangle.y : rectangle.y + (offset?.y ?? own) - own;
  return snap({ x: rectangle.x + rectangle.width + COLUMN_GAP, y }, GRID);
};

/** The place in the middle of a connection, for a node that is put into it. */
export const positionOn = (canvas: CanvasController, connection: ConnectionId): Point => {
  const path = canvas.lines.path(connection);
  const line = canvas.lines.line(connection);
  const scope = line?.connection.scope ?? 'flow';
  const { x, y } = path?.label ?? canvas.viewCenter();
  return canvas.inScope({ x: x - CARD_WIDTH / 2, y: y - 68 }, scope);
};

export const addNote = (canvas: CanvasController, scope: ScopeId, position: Point): NoteId | undefined => {
  const id = canvas.edit(words.steps.note, (edit) => edit.addNote({ scope, position: snap(position, GRID) }));
  canvas.closePopup();
  if (id === undefined) return undefined;
  canvas.select({ notes: new Set([id]) });
  canvas.state.setState({ writingNote: id });
  return id;
};
