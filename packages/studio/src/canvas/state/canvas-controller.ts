import type { ReactFlowInstance, useStoreApi } from '@xyflow/react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type ConnectionId,
  FLOW_SCOPE,
  type FlowEdit,
  type FlowSnapshot,
  type NodeId,
  type NoteId,
  type Point,
  type ScopeId,
} from '../../document/index.ts';
import type { Editor, Selection } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { type Arrangement, arrange, FRAME } from '../geometry/arrangement.ts';
import { GRID, REGION_HEAD, REGION_MARGIN, RESULT_HEIGHT } from '../geometry/card-geometry.ts';
import { clearOf } from '../geometry/clear-of.ts';
import { readingOrder } from '../geometry/reading-order.ts';
import { around, grow, type Rectangle } from '../geometry/rectangle.ts';
import { isSameSet, without } from '../geometry/sets.ts';
import { placeInRows, placeNew, unplacedScopes } from '../layout/place-new.ts';
import { createLineStore, type LineStore } from '../lines/line-store.ts';
import { type CanvasNode, canvasNodes, isNoteKey, noteIdOf, noteKey } from './canvas-nodes.ts';
import { type CanvasState, detailAt, FIRST_STATE, labelScaleAt, type Popup } from './canvas-state.ts';
import { type CardFacts, createCardFacts } from './card-facts.ts';
import { createPlaces, type Places } from './places.ts';

export type FlowStore = ReturnType<typeof useStoreApi<CanvasNode>>;
export type FlowInstance = ReactFlowInstance<CanvasNode>;

/** Movements of the view and of cards that people follow with their eyes. Milliseconds; studio.md section 7. */
export const MOTION = 250;
const FIT_MARGIN = 48;
const REGION_TOP = REGION_HEAD + REGION_MARGIN;
/** Between a card that is led to and what lies over the canvas. */
const COVER_GAP = 8;
/** A layout that takes longer says so. Milliseconds. */
const WORD_AFTER = 200;
/**
 * From here on all of a card can be read. A flow that does not fit at this zoom opens at its start instead of as a picture
 * of blocks. Source: studio.md section 3.4.
 */
const READABLE = 0.75;
/** Where nothing is written, names and states of all cards tell more than a few whole cards. */
const TELLABLE = 0.5;
export const ZOOM = { least: 0.05, most: 2 } as const;

/**
 * One canvas on the screen: between the document and React Flow. It arranges what the document holds, hands it to React
 * Flow, follows drags, and turns what they come to into edits. Commands, the keyboard and the pointer all act through it.
 */
export interface CanvasController {
  readonly editor: Editor;
  readonly state: StoreApi<CanvasState>;
  readonly places: Places;
  readonly lines: LineStore;
  readonly nodes: readonly CanvasNode[];
  snapshot(): FlowSnapshot;
  arrangement(): Arrangement;
  facts(id: NodeId): CardFacts | undefined;
  /** Changes of the flow are refused here once, with a word to the person. */
  canEdit(): boolean;
  edit<T>(label: string, change: (edit: FlowEdit) => T): T | undefined;
  /** One undo step: where nodes and notes were put. In coordinates as shown, of their frames. */
  moveTo(label: string, nodes: ReadonlyMap<NodeId, Point>, notes?: ReadonlyMap<NoteId, Point>): void;
  select(selection: Partial<Selection>): void;
  openPopup(popup: Popup): void;
  closePopup(): void;

  // the view
  /** From pixels of the window to the flow's coordinates, and from there to pixels of the canvas. */
  toFlow(client: Point): Point;
  clientToCanvas(client: Point): Point;
  /** From the flow's coordinates to those of the open loop whose body the scope is. */
  inScope(flow: Point, scope: ScopeId): Point;
  /** Where the canvas is in the window. */
  bounds(): DOMRect | undefined;
  panBy(dx: number, dy: number): void;
  toCanvas(flow: Point): Point;
  viewCenter(): Point;
  zoom(): number;
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  fit(nodes?: Iterable<NodeId>, options?: { readonly isQuick?: boolean; readonly mostZoom?: number }): void;
  /** Pans as little as is needed for the nodes to be seen. */
  reveal(nodes: Iterable<NodeId>, options?: { readonly isQuick?: boolean }): void;
  /** The same when what was just added has its place, which a layout may still be finding. */
  fitSoon(): void;
  revealSoon(nodes: Iterable<NodeId>): void;
  /** Makes it the node that the keyboard means, in sight, and puts the focus there. */
  focusNode(id: NodeId): void;
  focusCanvas(): void;
  /** In sight and large enough to be read, its loops open; the focus stays where it is. */
  showNode(id: NodeId): void;
  announceSelected(): void;
  /** Says that a layout is under way where that takes longer than one waits without wondering. */
  whileArranging<Result>(work: Promise<Result>): Promise<Result>;
  openLoop(id: NodeId): void;
  closeLoop(id: NodeId): void;

  // React Flow
  /** The size of the canvas, before React Flow is there. */
  measure(size: { readonly width: number; readonly height: number }): void;
  firstView(): { x: number; y: number; zoom: number };
  attach(store: FlowStore, instance: FlowInstance, root: HTMLElement): () => void;
  /** Called with every change that React Flow made to its nodes. */
  moved(ids: Iterable<string>): void;
  beginDrag(ids: Iterable<string>): void;
  selectedInFlow(): void;
  /** Shows nodes elsewhere for the moment, within their frames; the next arrangement puts them back. */
  showAt(positions: ReadonlyMap<NodeId, Point>): void;
  /** React Flow's box around what was just selected covers the cards; ours need none. */
  hideSelectionBox(): void;
  destroy(): void;
}

const controllers = new WeakMap<Editor, CanvasController>();
/** The canvas of an editor; undefined while none is shown. */
export const canvasOf = (editor: Editor): CanvasController | undefined => controllers.get(editor);

export const prefersStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

export const createCanvas = (editor: Editor): CanvasController => {
  const state = createStore<CanvasState>(() => FIRST_STATE);
  const places = createPlaces();
  const lines = createLineStore(places);
  const factsOf = createCardFacts();
  let facts: ReadonlyMap<NodeId, CardFacts> = new Map();
  let arrangement: Arrangement = arrange(editor.document.snapshot(), {
    openLoops: new Set(),
    placements: new Map(),
    unfolded: new Set(),
  });
  let nodes: CanvasNode[] = [];
  let flow: { store: FlowStore; instance: FlowInstance; root: HTMLElement } | undefined;
  let size = { width: 1, height: 1 };
  let isSelecting = false;
  let arranging: object | undefined;
  let isPlacing = false;
  /** The flow was changed while a layout was under way: what that leaves gets its place after it, none starts over. */
  let isAskedAgain = false;
  let layouts = 0;

  const snapshot = () => editor.document.snapshot();

  const sync = () => {
    const { placements, unfolded } = state.getState();
    const now = snapshot();
    arrangement = arrange(now, { openLoops: editor.state.getState().openLoops, placements, unfolded });
    facts = factsOf(now);
    const hasMoved = places.reset(
      new Map([...arrangement.nodes.keys()].map((id) => [id, arrangement.absolute(id)])),
    );
    lines.rebuild(now, arrangement, hasMoved);
    const before = flow?.store.getState().nodes ?? nodes;
    const next = selectedAs(canvasNodes(now, arrangement, facts, before), editor.state.getState().selection);
    nodes = next;
    if (flow && (next.length !== before.length || next.some((node, index) => node !== before[index])))
      flow.store.getState().setNodes(next);
    numberNodes();
    forgetWhatIsGone();
  };

  const numberNodes = () => {
    const top = (id: NodeId) => places.get(id)?.y ?? 0;
    const ids = readingOrder(snapshot(), FLOW_SCOPE, top, (id) => arrangement.nodes.get(id)?.isOpen ?? false);
    const { order } = state.getState();
    if (ids.length === order.size && ids.every((id, index) => order.get(id) === index + 1)) return;
    state.setState({ order: new Map(ids.map((id, index) => [id, index + 1])) });
  };

  /** Selection and focus follow what was removed, by whomever. */
  const forgetWhatIsGone = () => {
    const now = snapshot();
    const { selection, focusedNode } = editor.state.getState();
    if (focusedNode !== undefined && !now.nodes.has(focusedNode))
      editor.state.setState({ focusedNode: undefined });
    const isGone =
      [...selection.nodes].some((id) => !now.nodes.has(id)) ||
      [...selection.connections].some((id) => !now.connections.has(id)) ||
      [...selection.notes].some((id) => !now.notes.has(id));
    if (isGone)
      editor.select({
        nodes: new Set([...selection.nodes].filter((id) => now.nodes.has(id))),
        connections: new Set([...selection.connections].filter((id) => now.connections.has(id))),
        notes: new Set([...selection.notes].filter((id) => now.notes.has(id))),
      });
  };

  const whileArranging = async <Result>(work: Promise<Result>): Promise<Result> => {
    layouts++;
    const timer = setTimeout(() => {
      state.setState({ isArranging: true });
      editor.announce(canvasMessages.arranging);
    }, WORD_AFTER);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      if (--layouts === 0) state.setState({ isArranging: false });
    }
  };

  const placeIn = async (scopes: readonly ScopeId[], key: object): Promise<boolean> => {
    const known = state.getState().placements;
    const found = await placeNew(snapshot(), known, scopes).catch(() =>
      placeInRows(snapshot(), known, scopes),
    );
    if (arranging !== key) return false;
    if (found.size > 0)
      state.setState(({ placements }) => ({ placements: new Map([...placements, ...found]) }));
    return true;
  };

  /**
   * Nodes that have no place get one: all of a scope by a layout, single ones beside what leads to them. No edit. What is
   * shown comes first, the bodies of closed loops when there is time. Until then they are not shown: a heap of cards tells
   * nothing, and costs more than the layout.
   */
  const placeUnplaced = async (): Promise<void> => {
    const key = {};
    arranging = key;
    isAskedAgain = false;
    const unplaced = unplacedScopes(snapshot(), state.getState().placements);
    const { openLoops } = editor.state.getState();
    const shown = unplaced.filter((scope) => scope === FLOW_SCOPE || openLoops.has(scope));
    isPlacing = shown.length > 0;
    if (isPlacing) {
      try {
        if (!(await whileArranging(placeIn(shown, key)))) return;
      } finally {
        isPlacing = false;
      }
      sync();
      if (isAskedAgain) return placeUnplaced();
    }
    nowArranged();
    void placeHidden(
      unplaced.filter((scope) => !shown.includes(scope)),
      key,
    );
  };
  const placeHidden = async (scopes: readonly ScopeId[], key: object) => {
    for (const scope of scopes) {
      await whenIdle();
      if (arranging !== key || !(await placeIn([scope], key))) return;
    }
  };

  let placing: Promise<void> = Promise.resolve();
  const placeWhatIsNew = () => {
    if (isPlacing) isAskedAgain = true;
    else if (unplacedScopes(snapshot(), state.getState().placements).length > 0) placing = placeUnplaced();
    else nowArranged();
  };
  const nowArranged = () => {
    if (!state.getState().isArranged) state.setState({ isArranged: true });
  };
  const documentChanged = () => {
    sync();
    placeWhatIsNew();
  };
  const arranged = () => placing;

  const unsubscribe = [
    editor.document.subscribe(documentChanged),
    editor.state.subscribe((now, before) => {
      if (now.openLoops !== before.openLoops) documentChanged();
      if (now.selection !== before.selection && !isSelecting) showSelection(now.selection);
      if (now.goTo !== before.goTo && now.goTo?.node !== undefined) {
        revealLoops(now.goTo.node);
        controller.reveal([now.goTo.node]);
      }
      if (now.lookAt !== before.lookAt && now.lookAt) controller.showNode(now.lookAt.node);
    }),
    state.subscribe((now, before) => {
      if (now.unfolded !== before.unfolded) sync();
    }),
  ];

  const showSelection = (selection: Selection) => {
    if (!flow) return;
    const before = flow.store.getState().nodes;
    const next = selectedAs(before, selection);
    nodes = next;
    if (next.some((node, index) => node !== before[index])) flow.store.getState().setNodes(next);
  };

  const revealLoops = (id: NodeId) => {
    let scope = snapshot().nodes.get(id)?.scope;
    const open = new Set(editor.state.getState().openLoops);
    const many = open.size;
    while (scope !== undefined && scope !== FLOW_SCOPE) {
      open.add(scope);
      scope = snapshot().nodes.get(scope)?.scope;
    }
    if (open.size > many) editor.state.setState({ openLoops: open });
  };

  const boundsOf = (ids: Iterable<NodeId>, { areResultsSeen = false } = {}): Rectangle | undefined =>
    around(
      [...ids].flatMap((id) => {
        const place = places.get(id);
        if (!place) return [];
        const hasResult = areResultsSeen && !arrangement.nodes.get(id)?.isOpen && editor.run.node(id);
        return [hasResult ? { ...place, height: place.height + RESULT_HEIGHT } : place];
      }),
    );

  /** The whole flow: its cards, and above them the heads of the regions of Iterators. */
  const boundsOfFlow = (): Rectangle | undefined => {
    const bounds = boundsOf(arrangement.nodes.keys());
    const hasRegion = [...arrangement.nodes.values()].some(({ node }) => node.type === 'Iterator');
    return bounds && hasRegion
      ? { ...bounds, y: bounds.y - REGION_TOP, height: bounds.height + REGION_TOP }
      : bounds;
  };

  /** What lies over the lower corners of the canvas, with a little room around it, in pixels of the canvas. */
  const covers = (): readonly Rectangle[] =>
    [...(flow?.root.querySelectorAll('.sb-controls, .sb-minimap') ?? [])].map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return grow({ ...controller.clientToCanvas({ x: left, y: top }), width, height }, COVER_GAP);
    });

  /** What lies over the right side of the canvas (the inspector of a narrow window) is not to be counted on. */
  const coveredRight = (): number => {
    if (!flow) return 0;
    const { right, top, height, width } = flow.root.getBoundingClientRect();
    let covered = 0;
    while (covered < width / 2) {
      const there = document.elementFromPoint(right - covered - 2, top + height / 2);
      if (!there || flow.root.contains(there)) break;
      covered += 40;
    }
    return covered;
  };

  const viewOf = (bounds: Rectangle, mostZoom: number, covered: number) => {
    const width = Math.max(1, size.width - covered);
    const room = grow(bounds, 0);
    const zoom = Math.min(
      mostZoom,
      Math.max(
        ZOOM.least,
        Math.min((width - 2 * FIT_MARGIN) / room.width, (size.height - 2 * FIT_MARGIN) / room.height),
      ),
    );
    return {
      x: Math.round(width / 2 - (room.x + room.width / 2) * zoom),
      y: Math.round(size.height / 2 - (room.y + room.height / 2) * zoom),
      zoom,
    };
  };

  /** What is too long to be read as a whole is shown from its start on. */
  const startOf = ({ x, y, height }: Rectangle, zoom: number) => ({
    x: Math.round(FIT_MARGIN - x * zoom),
    y: Math.round(Math.max(FIT_MARGIN, (size.height - height * zoom) / 2) - y * zoom),
    zoom,
  });

  /** A loop that is open: whole where it can be read so, or else its start, at a zoom of at least `least`. */
  const showOpenLoop = (id: NodeId, least: number, isQuick = false) => {
    const bounds = boundsOf([id]);
    if (!bounds) return;
    const zoom = aim?.zoom ?? controller.zoom();
    const whole = viewOf(bounds, Math.max(zoom, least), coveredRight());
    if (whole.zoom === zoom) controller.reveal([id], { isQuick });
    else setView(whole.zoom >= least ? whole : startOf(bounds, least), isQuick);
  };

  /** Where the view is on its way to: half way there it is zoomed otherwise, and nobody wants to stay so. */
  let aim: { readonly x: number; readonly y: number; readonly zoom: number } | undefined;
  const setView = (view: { x: number; y: number; zoom: number }, isQuick = false) => {
    const duration = isQuick || prefersStillness() ? 0 : MOTION;
    aim = duration === 0 ? undefined : view;
    if (aim)
      setTimeout(() => {
        if (aim === view) aim = undefined;
      }, duration + 50);
    void flow?.instance.setViewport(view, duration === 0 ? {} : { duration, interpolate: 'linear' });
  };

  const controller: CanvasController = {
    editor,
    state,
    places,
    lines,
    get nodes() {
      return flow?.store.getState().nodes ?? nodes;
    },
    snapshot,
    arrangement: () => arrangement,
    facts: (id) => facts.get(id),
    canEdit() {
      const { access } = editor.state.getState();
      if (access.mode === 'edit') return true;
      editor.announce(access.reason, true);
      return false;
    },
    edit(label, change) {
      if (!controller.canEdit()) return undefined;
      return editor.document.edit(label, change);
    },
    moveTo(label, shown, notes = new Map()) {
      const positions = new Map(state.getState().placements);
      for (const id of positions.keys()) if (!snapshot().nodes.has(id)) positions.delete(id);
      for (const [id, point] of shown) positions.set(id, arrangement.documentPosition(id, point));
      if (positions.size === 0 && notes.size === 0) return;
      controller.edit(label, (edit) => {
        if (positions.size > 0) edit.moveNodes(positions);
        for (const [id, position] of notes) edit.changeNote(id, { position });
      });
      // The document has them now.
      if (state.getState().placements.size > 0) state.setState({ placements: new Map() });
      // A place that the arrangement refuses (a wall, a gap beside an open loop) is shown as it came out.
      sync();
    },
    select(selection) {
      editor.select(selection);
    },
    openPopup(popup) {
      if (!state.getState().popup) outline = outlineAround(document.activeElement);
      state.setState({ popup, drawing: undefined });
    },
    closePopup() {
      if (state.getState().popup) state.setState({ popup: undefined });
    },

    toFlow(client) {
      return flow?.instance.screenToFlowPosition(client, { snapToGrid: false }) ?? client;
    },
    clientToCanvas({ x, y }) {
      const { left, top } = flow?.root.getBoundingClientRect() ?? { left: 0, top: 0 };
      return { x: x - left, y: y - top };
    },
    inScope({ x, y }, scope) {
      const frame = scope === FLOW_SCOPE ? undefined : places.get(scope);
      return frame ? { x: x - frame.x, y: y - frame.y } : { x, y };
    },
    bounds: () => flow?.root.getBoundingClientRect(),
    panBy(dx, dy) {
      void flow?.store.getState().panBy({ x: dx, y: dy });
    },
    toCanvas({ x, y }) {
      const [left, top, zoom] = flow?.store.getState().transform ?? [0, 0, 1];
      return { x: x * zoom + left, y: y * zoom + top };
    },
    viewCenter() {
      const [left, top, zoom] = flow?.store.getState().transform ?? [0, 0, 1];
      return { x: (size.width / 2 - left) / zoom, y: (size.height / 2 - top) / zoom };
    },
    zoom: () => flow?.store.getState().transform[2] ?? 1,
    zoomBy(factor) {
      const zoom = flow?.store.getState().transform[2] ?? 1;
      controller.zoomTo(zoom * factor);
    },
    zoomTo(zoom) {
      const to = Math.min(ZOOM.most, Math.max(ZOOM.least, zoom));
      const { x, y } = controller.viewCenter();
      setView({ x: size.width / 2 - x * to, y: size.height / 2 - y * to, zoom: to });
    },
    fit(ids, { isQuick = false, mostZoom = 1 } = {}) {
      const bounds = ids ? boundsOf(ids) : boundsOfFlow();
      if (bounds) setView(viewOf(bounds, mostZoom, coveredRight()), isQuick);
    },
    reveal(ids, { isQuick = false } = {}) {
      const all = [...ids];
      // A body that was just opened may still be looking for its places.
      if (isPlacing) void arranged().then(() => controller.reveal(all, { isQuick }));
      const bounds = boundsOf(all, { areResultsSeen: true });
      if (!bounds || !flow) return;
      const [x, y, now] = flow.store.getState().transform;
      const { x: left, y: top, zoom } = aim ?? { x, y, zoom: now };
      const width = size.width - coveredRight();
      const shown = {
        x: bounds.x * zoom + left,
        y: bounds.y * zoom + top,
        width: bounds.width * zoom,
        height: bounds.height * zoom,
      };
      const margin = 24;
      if (shown.width > width || shown.height > size.height) {
        const [only] = all;
        if (all.length > 1 || !arrangement.nodes.get(only!)?.isOpen)
          setView(viewOf(bounds, zoom, size.width - width), isQuick);
        // A person who reads along an open loop stays where they are.
        else if (shown.x < 0 || shown.x > width / 2 || shown.y < 0 || shown.y > size.height / 2)
          showOpenLoop(only!, Math.min(zoom, READABLE), isQuick);
        return;
      }
      const by = (at: number, length: number, room: number) =>
        at < margin ? margin - at : Math.min(0, room - margin - length - at);
      const dx = by(shown.x, shown.width, width);
      const dy = by(shown.y, shown.height, size.height);
      const clear = clearOf({ ...shown, x: shown.x + dx, y: shown.y + dy }, covers(), { width, margin });
      const view = { x: left + dx + clear.x, y: top + dy + clear.y, zoom };
      if (view.x !== left || view.y !== top) setView(view, isQuick);
    },
    fitSoon() {
      void arranged().then(() => controller.fit());
    },
    revealSoon(ids) {
      const all = [...ids];
      void arranged().then(() => controller.reveal(all));
    },
    focusNode(id) {
      revealLoops(id);
      editor.state.setState({ focusedNode: id });
      // At once: a card outside is not mounted, and so cannot be focused.
      controller.reveal([id], { isQuick: true });
      focusWhenMounted(id);
    },
    focusCanvas() {
      const focused = editor.state.getState().focusedNode;
      const stop =
        outlineInUse() ?? flow?.root.querySelector<HTMLElement>('[role="application"]') ?? undefined;
      if (focused === undefined) stop?.focus();
      else focusWhenMounted(focused);
    },
    showNode(id) {
      revealLoops(id);
      const bounds = boundsOf([id]);
      if (!bounds) return;
      if ((aim?.zoom ?? controller.zoom()) >= READABLE) controller.reveal([id]);
      else setView(viewOf(bounds, READABLE, coveredRight()));
    },
    announceSelected() {
      editor.announce(canvasMessages.selected(editor.state.getState().selection.nodes.size));
    },
    whileArranging,
    openLoop(id) {
      const { openLoops } = editor.state.getState();
      if (openLoops.has(id) || !snapshot().scopes.has(id)) return;
      editor.state.setState({ openLoops: new Set([...openLoops, id]) });
      void arranged().then(() => {
        if (arrangement.nodes.get(id)?.isOpen) showOpenLoop(id, READABLE);
      });
    },
    closeLoop(id) {
      const inside = new Set([id]);
      for (const loop of inside)
        for (const inner of snapshot().scopes.get(loop)?.nodes ?? [])
          if (snapshot().scopes.has(inner)) inside.add(inner);
      const { openLoops, focusedNode, selection } = editor.state.getState();
      editor.state.setState({ openLoops: without(openLoops, inside) });
      const isIn = (node: NodeId) => inside.has(snapshot().nodes.get(node)?.scope ?? '');
      if ([...selection.nodes].some(isIn)) editor.select({ nodes: new Set([id]) });
      if (focusedNode !== undefined && isIn(focusedNode)) editor.state.setState({ focusedNode: id });
    },

    measure(next) {
      size = next;
    },
    firstView() {
      const bounds = boundsOfFlow();
      if (!bounds) return { x: size.width / 2, y: size.height / 3, zoom: 1 };
      const whole = viewOf(bounds, 1, 0);
      const least = editor.state.getState().access.mode === 'readOnly' ? TELLABLE : READABLE;
      if (whole.zoom >= least) return whole;
      // A long flow begins where it is read from, large enough to be read.
      const start =
        [...arrangement.nodes.values()].find(({ node }) => node.type === 'Input')?.rectangle ?? bounds;
      const room = (size.height - 2 * FIT_MARGIN) / grow(bounds, 0).height;
      const zoom = Math.min(READABLE, Math.max(least, room));
      const middle = room >= zoom ? bounds : start;
      return {
        x: Math.round(FIT_MARGIN - start.x * zoom),
        y: Math.round(size.height / 2 - (middle.y + middle.height / 2) * zoom),
        zoom,
      };
    },
    attach(store, instance, root) {
      flow = { store, instance, root };
      const stop = store.subscribe(({ transform, width, height }) => {
        if (width > 0 && (width !== size.width || height !== size.height)) {
          size = { width, height };
          keepFocusedInSight();
        }
        const zoom = transform[2];
        const { detail, labelScale, isNear } = state.getState();
        const next = {
          detail: detailAt(zoom, detail),
          labelScale: labelScaleAt(zoom),
          isNear: zoom >= 0.5,
        };
        if (next.detail !== detail || next.labelScale !== labelScale || next.isNear !== isNear)
          state.setState(next);
      });
      if (store.getState().nodes !== nodes) store.getState().setNodes(nodes);
      return () => {
        stop();
        flow = undefined;
      };
    },
    moved(ids) {
      const lookup = flow?.store.getState().nodeLookup;
      if (!lookup) return;
      const parents = flow!.store.getState().parentLookup;
      const next: [NodeId, Rectangle][] = [];
      const add = (id: string) => {
        const node = lookup.get(id);
        if (!node || isNoteKey(id)) return;
        const { x, y } = node.internals.positionAbsolute;
        next.push([id, { x, y, width: node.width ?? 0, height: node.height ?? 0 }]);
        for (const child of parents.get(id)?.keys() ?? []) add(child);
      };
      for (const id of ids) add(id);
      growFrames(next.map(([id]) => id));
      places.move(next);
    },
    beginDrag(ids) {
      const all = new Set<NodeId>(ids);
      for (const id of all)
        for (const { node, frame } of arrangement.nodes.values()) if (frame === id) all.add(node.id);
      lines.dragging(all);
    },
    selectedInFlow() {
      const ids = (flow?.store.getState().nodes ?? []).filter(({ selected }) => selected).map(({ id }) => id);
      const { selection } = editor.state.getState();
      const next = {
        nodes: new Set(ids.filter((id) => !isNoteKey(id))),
        notes: new Set(ids.filter(isNoteKey).map(noteIdOf)),
        connections: new Set<ConnectionId>(),
      };
      if (isSameSet(next.nodes, selection.nodes) && isSameSet(next.notes, selection.notes)) return;
      isSelecting = true;
      editor.select(next);
      isSelecting = false;
    },
    hideSelectionBox() {
      flow?.store.setState({ nodesSelectionActive: false });
    },
    showAt(positions) {
      flow?.store
        .getState()
        .triggerNodeChanges(
          [...positions].map(([id, position]) => ({ id, type: 'position' as const, position })),
        );
    },
    destroy() {
      for (const stop of unsubscribe) stop();
      if (controllers.get(editor) === controller) controllers.delete(editor);
      arranging = undefined;
    },
  };

  /** A frame grows with what is dragged towards its right and lower wall, and its controller gives way. */
  const growFrames = (ids: readonly NodeId[]) => {
    const frames = new Set(
      ids.map((id) => arrangement.nodes.get(id)?.frame).filter((frame) => frame !== undefined),
    );
    const store = flow?.store.getState();
    if (frames.size === 0 || !store) return;
    const changes = [];
    for (const frame of frames) {
      if (ids.includes(frame)) continue;
      const node = store.nodeLookup.get(frame);
      const children = [...(store.parentLookup.get(frame)?.values() ?? [])];
      if (!node) continue;
      const right = Math.max(...children.map(({ position, width = 0 }) => position.x + width)) + FRAME.right;
      const bottom =
        Math.max(...children.map(({ position, height = 0 }) => position.y + height)) + FRAME.bottom;
      const dimensions = {
        width: Math.max(node.width ?? 0, right),
        height: Math.max(node.height ?? 0, bottom),
      };
      if (dimensions.width !== node.width || dimensions.height !== node.height)
        changes.push({ id: frame, type: 'dimensions' as const, dimensions, setAttributes: true as const });
    }
    if (changes.length > 0) store.triggerNodeChanges(changes);
  };

  /** A panel that opens over the part of the canvas where the keyboard is must not hide it. */
  const keepFocusedInSight = () => {
    const { focusedNode } = editor.state.getState();
    if (state.getState().hasFocus && focusedNode !== undefined)
      controller.reveal([focusedNode], { isQuick: true });
  };

  /** The outline that the popup above the canvas was opened from. */
  let outline: HTMLElement | undefined;
  /** Who edits from the outline stays there: it finds the row of the node that the keys mean. */
  const outlineInUse = (): HTMLElement | undefined => {
    const { activeElement, body } = document;
    const isInPopup = activeElement === body || activeElement?.closest('.sb-popover') != null;
    return outlineAround(activeElement) ?? (isInPopup && outline?.isConnected ? outline : undefined);
  };

  const focusWhenMounted = (id: NodeId, tries = 10) => {
    // The keyboard has gone on meanwhile.
    if (editor.state.getState().focusedNode !== id) return;
    const holder = outlineInUse();
    if (holder) {
      holder.focus();
      return;
    }
    const card = flow?.root.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`);
    if (card) card.focus({ preventScroll: true });
    else if (tries > 0) requestAnimationFrame(() => focusWhenMounted(id, tries - 1));
  };

  placeWhatIsNew();
  sync();
  controllers.set(editor, controller);
  return controller;
};

const outlineAround = (element: Element | null): HTMLElement | undefined =>
  element?.closest<HTMLElement>('.sb-outline') ?? undefined;

/** Resolves when the page has nothing better to do. Where a browser does not tell, in a moment. */
const whenIdle = (): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 2_000 });
    else setTimeout(resolve, 50);
  });

const selectedAs = (nodes: readonly CanvasNode[], selection: Selection): CanvasNode[] =>
  nodes.map((node) => {
    const isSelected = isNoteKey(node.id)
      ? selection.notes.has(noteIdOf(node.id))
      : selection.nodes.has(node.id);
    return (node.selected ?? false) === isSelected ? node : ({ ...node, selected: isSelected } as CanvasNode);
  });

export { GRID, noteKey };
