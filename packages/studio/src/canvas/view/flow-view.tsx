import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStoreApi,
} from '@xyflow/react';
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
} from 'react';
import { FLOW_SCOPE, type NodeId, type NoteId, type Point } from '../../document/index.ts';
import { isTyping, useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { positionAfter } from '../actions/adding.ts';
import { clipboardEvents } from '../actions/clipboard.ts';
import { namesOf } from '../actions/editing.ts';
import { LoopFrame } from '../cards/loop-frame.tsx';
import { NodeCard } from '../cards/node-card.tsx';
import { RegionLayer } from '../cards/region-layer.tsx';
import { drawLine, moveSource } from '../connecting/draw-line.ts';
import { GRID } from '../geometry/card-geometry.ts';
import { LineLayer } from '../lines/line-layer.tsx';
import { NoteCard } from '../notes/note-card.tsx';
import { useCanvas, useCanvasState } from '../state/canvas-context.ts';
import { type CanvasController, ZOOM } from '../state/canvas-controller.ts';
import { type CanvasNode, isNoteKey, noteIdOf } from '../state/canvas-nodes.ts';
import { Breadcrumb } from './breadcrumb.tsx';
import { Controls } from './controls.tsx';
import { canvasKey } from './keys.ts';
import { lineNear } from './line-near.ts';
import { Minimap } from './minimap.tsx';

const NODE_TYPES = { card: NodeCard, loop: LoopFrame, note: NoteCard };
const SNAP: [number, number] = [GRID, GRID];
const NO_EDGES: never[] = [];
const LEFT_AND_MIDDLE = [0, 1];
/** Measured at 300 and 1,000 nodes: mounting what comes into view costs less than carrying what is out of it. */
const ONLY_VISIBLE = true;

/** React Flow with all that we put into it. Painted once; what changes, changes inside. */
export const FlowView = ({
  flowName,
  root,
}: {
  readonly flowName: string;
  readonly root: RefObject<HTMLDivElement | null>;
}) => (
  <ReactFlowProvider>
    <Application flowName={flowName} root={root} />
    <Breadcrumb />
    <Controls />
    <Minimap />
  </ReactFlowProvider>
);

/**
 * React Flow's own element is the application, the one tab stop of the canvas, with its name. Focus moves on to the card
 * that had it last.
 */
const Application = ({
  flowName,
  root,
}: {
  readonly flowName: string;
  readonly root: RefObject<HTMLDivElement | null>;
}) => {
  const canvas = useCanvas();
  const count = useDocument(({ nodes }) => nodes.size);
  const errors = useEditorState(
    ({ problems }) => problems.filter(({ severity }) => severity === 'Error').length,
  );
  const hasFocus = useCanvasState((state) => state.hasFocus);
  const hasGrid = useCanvasState((state) => state.hasGrid);
  const isLocked = useCanvasState((state) => state.isLocked);
  const isReading = useEditorState(({ access }) => access.mode === 'readOnly');
  // Only the first ones: from then on React Flow's nodes are set from outside.
  const first = useMemo(() => ({ nodes: [...canvas.nodes], view: canvas.firstView() }), [canvas]);
  const events = useMemo(() => ({ ...flowEvents(canvas), ...applicationEvents(canvas) }), [canvas]);
  const inside = useMemo(() => <Inside root={root} />, [root]);
  return (
    <ReactFlow<CanvasNode>
      className="sb-canvas-application"
      aria-roledescription={words.description}
      aria-label={words.name(flowName, count, errors)}
      tabIndex={hasFocus ? -1 : 0}
      defaultNodes={first.nodes}
      defaultEdges={NO_EDGES}
      defaultViewport={first.view}
      nodeTypes={NODE_TYPES}
      nodesFocusable={false}
      edgesFocusable={false}
      nodesConnectable={false}
      nodesDraggable={!isReading && !isLocked}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode="Shift"
      multiSelectionKeyCode="Shift"
      panActivationKeyCode="Space"
      zoomOnDoubleClick={false}
      selectionMode={SelectionMode.Partial}
      panOnDrag={LEFT_AND_MIDDLE}
      panOnScroll
      zoomOnPinch
      minZoom={ZOOM.least}
      maxZoom={ZOOM.most}
      snapToGrid={hasGrid}
      snapGrid={SNAP}
      nodeDragThreshold={3}
      elevateNodesOnSelect={false}
      onlyRenderVisibleElements={ONLY_VISIBLE}
      proOptions={HIDDEN}
      {...events}
    >
      {inside}
    </ReactFlow>
  );
};

const Inside = ({ root }: { readonly root: RefObject<HTMLDivElement | null> }) => {
  const isDotted = useCanvasState(({ hasGrid, isNear }) => hasGrid && isNear);
  return (
    <>
      {isDotted && (
        <Background variant={BackgroundVariant.Dots} gap={24} size={1} color="var(--sb-canvas-dot)" />
      )}
      <RegionLayer />
      <LineLayer />
      <Attach root={root} />
    </>
  );
};

/** The licence lets the mark be hidden; where React Flow is from stands in the list of dependencies. */
const HIDDEN = { hideAttribution: true };

const Attach = ({ root }: { readonly root: RefObject<HTMLDivElement | null> }) => {
  const canvas = useCanvas();
  const store = useStoreApi<CanvasNode>();
  const instance = useReactFlow<CanvasNode>();
  useLayoutEffect(
    () => (root.current ? canvas.attach(store, instance, root.current) : undefined),
    [canvas, store, instance, root],
  );
  const goTo = useEditorState((state) => state.goTo);
  const isInspectorOpen = useEditorState((state) => state.inspectorOpen);
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const { copy, cut, paste } = clipboardEvents(canvas);
    const isOurs = (event: ClipboardEvent) => !isTyping(event.target);
    const listeners = {
      copy: (event: ClipboardEvent) => isOurs(event) && copy(event),
      cut: (event: ClipboardEvent) => isOurs(event) && cut(event),
      paste: (event: ClipboardEvent) => isOurs(event) && paste(event),
    };
    for (const [name, listener] of Object.entries(listeners))
      element.addEventListener(name as 'copy', listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        element.removeEventListener(name as 'copy', listener);
    };
  }, [canvas, root]);
  const editor = useEditor();
  useEffect(() => {
    // Somebody was led here before the canvas was there.
    if (goTo?.node !== undefined && editor.state.getState().goTo === goTo) canvas.reveal([goTo.node]);
  }, [canvas, editor, goTo]);
  useEffect(() => {
    if (!isInspectorOpen) return;
    // What is edited stays to be seen beside the panel that it is edited in; after that has its place.
    const frame = requestAnimationFrame(() => {
      const { nodes } = editor.state.getState().selection;
      if (nodes.size > 0) canvas.reveal(nodes);
    });
    return () => cancelAnimationFrame(frame);
  }, [canvas, editor, isInspectorOpen]);
  return null;
};

/** What React Flow tells of: selections and drags. A drag is followed here and becomes one edit at its end. */
const flowEvents = (canvas: CanvasController) => {
  const endDrag = (nodes: readonly CanvasNode[]) => {
    const into = canvas.state.getState().dropLine;
    canvas.beginDrag([]);
    canvas.state.setState({ dropLine: undefined });
    const moved = new Map<NodeId, Point>();
    const notes = new Map<NoteId, Point>();
    for (const { id, position } of nodes)
      if (isNoteKey(id)) notes.set(noteIdOf(id), position);
      else moved.set(id, position);
    const ids = new Set(moved.keys());
    const [only] = ids;
    const label = words.steps.move(ids.size > 0 ? namesOf(canvas, ids) : words.note.name(''));
    canvas.moveTo(label, moved, notes);
    if (into !== undefined && only !== undefined)
      canvas.edit(words.steps.insert(namesOf(canvas, ids)), (edit) => edit.insertOnConnection(into, only));
  };
  return {
    onNodesChange(changes: NodeChange<CanvasNode>[]) {
      const moved = changes.flatMap((change) => (change.type === 'position' ? [change.id] : []));
      if (moved.length > 0) canvas.moved(moved);
      if (changes.some(({ type }) => type === 'select')) canvas.selectedInFlow();
    },
    onNodeDragStart(_: unknown, node: CanvasNode, nodes: CanvasNode[]) {
      canvas.closePopup();
      canvas.beginDrag((nodes.length > 0 ? nodes : [node]).map(({ id }) => id));
    },
    onNodeDrag(_: unknown, node: CanvasNode, nodes: CanvasNode[]) {
      const dropLine = nodes.length > 1 ? undefined : lineNear(canvas, node.id);
      if (dropLine !== canvas.state.getState().dropLine) canvas.state.setState({ dropLine });
    },
    onNodeDragStop(_: unknown, node: CanvasNode, nodes: CanvasNode[]) {
      endDrag(nodes.length > 0 ? nodes : [node]);
    },
    onNodeClick(event: MouseEvent, { id }: CanvasNode) {
      if (isNoteKey(id)) return;
      canvas.editor.state.setState({ focusedNode: id });
      canvas.state.setState({ isGathering: event.shiftKey });
    },
    onNodeDoubleClick(event: MouseEvent, { id }: CanvasNode) {
      if (isNoteKey(id)) return;
      event.preventDefault();
      const placed = canvas.arrangement().nodes.get(id);
      if (placed?.isOpen) canvas.closeLoop(id);
      else if (canvas.snapshot().scopes.has(id)) canvas.openLoop(id);
      else canvas.editor.goTo({ node: id });
    },
    onSelectionEnd(_: unknown) {
      canvas.hideSelectionBox();
    },
    onPaneClick() {
      // What is open closes by itself when it is left. A line that was let go of here ends in a click as well, after
      // what it opened.
      canvas.select({});
      canvas.state.setState({ isGathering: false });
    },
    onMoveStart(event: unknown) {
      if (event) canvas.closePopup();
    },
  };
};

const applicationEvents = (canvas: CanvasController) => {
  const { editor, state } = canvas;
  const scopeAt = (target: EventTarget): string => {
    const frame = (target as Element).closest<HTMLElement>('.sb-frame')?.dataset.card;
    return frame ?? FLOW_SCOPE;
  };
  return {
    onFocus(event: FocusEvent) {
      if (!state.getState().hasFocus) state.setState({ hasFocus: true });
      // Assistive technology may put the focus on a card by itself: keys mean that one.
      const { card } = (event.target as HTMLElement).dataset;
      if (card !== undefined && card !== editor.state.getState().focusedNode)
        editor.state.setState({ focusedNode: card });
      const cameFromInside = event.currentTarget.contains(event.relatedTarget as globalThis.Node | null);
      if (cameFromInside || event.currentTarget.matches(':active')) return;
      const { focusedNode } = editor.state.getState();
      if (event.target !== event.currentTarget) {
        // A card to which the keyboard comes back may lie below a panel by now.
        if (focusedNode !== undefined) canvas.reveal([focusedNode], { isQuick: true });
        return;
      }
      // The application itself is only the door: from outside, the focus goes to a card.
      const first = focusedNode ?? [...state.getState().order].find(([, place]) => place === 1)?.[0];
      if (first !== undefined) canvas.focusNode(first);
    },
    onBlur(event: FocusEvent) {
      if (!event.currentTarget.contains(event.relatedTarget as globalThis.Node | null))
        state.setState({ hasFocus: false });
    },
    onKeyDown: (event: KeyboardEvent) => canvasKey(canvas, event.nativeEvent),
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      const target = event.target as Element;
      const grip = target.closest<SVGElement>('[data-grip]');
      if (grip) {
        beginGrip(canvas, grip.dataset.line, grip.dataset.grip === 'source', event);
        return;
      }
      if (target.closest('button, a, textarea, input')) return;
      const end = branchEnd(canvas, target);
      if (end !== undefined) {
        whenPulled(event, (moved) => beginGrip(canvas, end, false, moved));
        return;
      }
      const card = target.closest<HTMLElement>('[data-card], [data-note]');
      card?.focus({ preventScroll: true });
      if (card?.dataset.card !== undefined) editor.state.setState({ focusedNode: card.dataset.card });
      const port = target.closest('.sb-port-mark')?.closest<HTMLElement>('[data-port]');
      const { port: kind, name, node } = port?.dataset ?? {};
      if (node === undefined || name === undefined || event.shiftKey) return;
      if (kind === 'output') drawLine(canvas, { node, output: name }, event);
      else if (kind === 'branch') drawLine(canvas, { node, condition: name }, event);
      else if (kind === 'input') liftEnd(canvas, node, name, event);
    },
    onClick(event: MouseEvent) {
      const target = event.target as Element;
      const opens = target.closest<HTMLElement>('[data-open]');
      const card = target.closest<HTMLElement>('[data-card]')?.dataset.card;
      if (opens && card !== undefined) {
        open(canvas, card, opens);
        return;
      }
      const line = target.closest<HTMLElement>('[data-line]')?.dataset.line;
      if (line !== undefined && !target.closest('[data-grip]')) {
        event.stopPropagation();
        canvas.select({ connections: new Set([line]) });
        canvas.openPopup({
          kind: 'connection',
          id: line,
          at: canvas.clientToCanvas({ x: event.clientX, y: event.clientY }),
        });
      }
    },
    onPointerOver(event: PointerEvent) {
      const line = (event.target as Element).closest<HTMLElement>('[data-line]')?.dataset.line;
      if (line !== state.getState().hoveredLine && event.buttons === 0) state.setState({ hoveredLine: line });
    },
    onDoubleClick(event: MouseEvent) {
      const target = event.target as Element;
      const isGround = target.classList.contains('react-flow__pane') || target.classList.contains('sb-frame');
      if (!isGround || !canvas.canEdit()) return;
      if (target.classList.contains('sb-frame')) event.stopPropagation();
      const client = { x: event.clientX, y: event.clientY };
      const scope = scopeAt(target);
      const at = canvas.toFlow(client);
      canvas.openPopup({
        kind: 'quickAdd',
        at: canvas.clientToCanvas(client),
        scope,
        position: canvas.inScope({ x: at.x, y: at.y - 16 }, scope),
      });
    },
    onContextMenu(event: MouseEvent) {
      event.preventDefault();
      const target = event.target as Element;
      const client = { x: event.clientX, y: event.clientY };
      const node = target.closest<HTMLElement>('[data-card]')?.dataset.card;
      if (node !== undefined) {
        editor.state.setState({ focusedNode: node });
        if (!editor.state.getState().selection.nodes.has(node)) canvas.select({ nodes: new Set([node]) });
      }
      canvas.openPopup({
        kind: 'menu',
        at: canvas.clientToCanvas(client),
        position: canvas.toFlow(client),
        ...(node !== undefined && { node }),
      });
    },
  };
};

/** Small controls of a card, told apart by what they open. */
const open = (canvas: CanvasController, node: NodeId, control: HTMLElement): void => {
  const { editor } = canvas;
  switch (control.dataset.open) {
    case 'data':
      canvas.select({ nodes: new Set([node]) });
      editor.showBottom('data');
      return;
    case 'problems': {
      const problem = editor.state.getState().problems.find(({ address }) => address.node === node);
      if (problem) editor.goTo(problem.address);
      editor.showBottom('problems');
      return;
    }
    case 'loop':
      canvas.closeLoop(node);
      return;
    case 'ports':
      // The button goes, and the focus with it would leave the canvas unnoticed.
      control.closest<HTMLElement>('[data-card]')?.focus({ preventScroll: true });
      canvas.state.setState(({ unfolded }) => ({ unfolded: new Set([...unfolded, node]) }));
      return;
    case 'add': {
      const { port, name = '' } = control.closest<HTMLElement>('[data-port]')?.dataset ?? {};
      const from = port === 'branch' ? { node, condition: name } : { node, output: name };
      const bounds = control.getBoundingClientRect();
      if (!canvas.canEdit()) return;
      canvas.openPopup({
        kind: 'quickAdd',
        at: canvas.clientToCanvas({ x: bounds.right, y: bounds.top }),
        scope: canvas.snapshot().nodes.get(node)?.scope ?? FLOW_SCOPE,
        position: positionAfter(canvas, from, 'Prompt'),
        from,
      });
    }
  }
};

/** Pulling at a connected input takes the end of its line along. */
const liftEnd = (canvas: CanvasController, node: NodeId, input: string, event: PointerEvent): void => {
  const line = canvas.lines
    .of(node)
    .find(({ target, connection }) => target === node && connection.targetInput === input);
  if (line) beginGrip(canvas, line.id, false, event);
};

/** The branch whose end is where its tag and the mark on the card are: of several into one card the selected, else the last. */
const branchEnd = (canvas: CanvasController, target: Element): string | undefined => {
  const tag = target.closest<HTMLElement>('.sb-branch-tag')?.dataset.line;
  if (tag !== undefined) return tag;
  const node = target.closest('.sb-gate')?.closest<HTMLElement>('[data-card]')?.dataset.card;
  if (node === undefined) return undefined;
  const { connections } = canvas.editor.state.getState().selection;
  const ends = canvas.lines
    .of(node)
    .filter((line) => line.target === node && line.connection.condition !== undefined);
  return (ends.find(({ id }) => connections.has(id)) ?? ends.at(-1))?.id;
};

/** Moving less than this is a click. */
const PULL = 4;
/** What is clicked as well as pulled: `pulled` is called once the pointer has left the place with its button down. */
const whenPulled = (event: PointerEvent, pulled: (event: globalThis.PointerEvent) => void): void => {
  const { clientX, clientY } = event;
  const gesture = new AbortController();
  const { signal } = gesture;
  const move = (moved: globalThis.PointerEvent) => {
    if (Math.hypot(moved.clientX - clientX, moved.clientY - clientY) < PULL) return;
    gesture.abort();
    pulled(moved);
  };
  addEventListener('pointermove', move, { signal });
  addEventListener('pointerup', () => gesture.abort(), { signal });
  addEventListener('pointercancel', () => gesture.abort(), { signal });
};

const beginGrip = (
  canvas: CanvasController,
  id: string | undefined,
  isSource: boolean,
  event: Pick<PointerEvent, 'clientX' | 'clientY' | 'preventDefault' | 'stopPropagation'>,
): void => {
  const line = id === undefined ? undefined : canvas.lines.line(id);
  if (!line) return;
  event.preventDefault();
  event.stopPropagation();
  const { sourceOutput, condition } = line.connection;
  const from =
    condition === undefined
      ? { node: line.source, output: sourceOutput ?? '' }
      : { node: line.source, condition };
  if (isSource) moveSource(canvas, line, event);
  else drawLine(canvas, from, event, line.id);
};
