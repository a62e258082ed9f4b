import { useStoreApi, ViewportPortal } from '@xyflow/react';
import { memo, useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { ConnectionId } from '../../document/index.ts';
import { useEditor, useEditorState } from '../../editor/index.ts';
import { PORT_HEIGHT } from '../geometry/card-geometry.ts';
import { useCanvas, useCanvasState } from '../state/canvas-context.ts';
import type { CanvasNode } from '../state/canvas-nodes.ts';
import { countRender } from '../state/render-counter.ts';
import { branchTagPlace } from './branch-tag-place.ts';
import type { LinePath } from './line-store.ts';
import './line-layer.css';
import { lineStates } from './line-states.ts';

/** So many lines move at once; beyond that they only change their tone. Source: studio.md section 4. */
const MOST_MOVING = 12;

/** The connections: below the cards, and once more above other lines where a selected node is joined. */
export const LineLayer = () => {
  const shown = useShownLines();
  const front = useFrontLines();
  const isBlock = useCanvasState(({ detail }) => detail === 'block');
  return (
    <ViewportPortal>
      <svg className={`sb-lines${isBlock ? ' sb-lines-far' : ''}`} aria-hidden="true">
        {shown.map((id) => (
          <LineView key={id} id={id} />
        ))}
        {[...front].map((id) => (
          <FrontLine key={`front ${id}`} id={id} />
        ))}
      </svg>
      {!isBlock && shown.map((id) => <BranchTag key={id} id={id} />)}
    </ViewportPortal>
  );
};

const useLinePath = (id: ConnectionId): LinePath | undefined => {
  const { lines } = useCanvas();
  return useSyncExternalStore(
    useCallback((listener: () => void) => lines.subscribe(id, listener), [lines, id]),
    () => lines.path(id),
  );
};

const LineView = memo(({ id }: { readonly id: ConnectionId }) => {
  countRender('line', id);
  const canvas = useCanvas();
  const path = useLinePath(id);
  const state = useLineState(id);
  const isDropped = useCanvasState(({ dropLine }) => dropLine === id);
  const isMoved = useCanvasState(({ drawing }) => drawing?.moving === id);
  const mark = useCanvasState(({ marks }) => marks?.connections.get(id));
  const line = canvas.lines.line(id);
  const isDimmed = useEditorState(
    ({ found }) =>
      found !== undefined && line !== undefined && !(found.has(line.source) && found.has(line.target)),
  );
  if (!path || !line || isMoved) return null;
  const classes = [
    'sb-line',
    line.connection.condition !== undefined && 'sb-line-branch',
    state && `sb-line-${state}`,
    isDropped && 'sb-line-drop',
    isDimmed && 'sb-line-dimmed',
    mark && `sb-line-${mark.kind}`,
  ];
  return (
    <g className={classes.filter(Boolean).join(' ')}>
      <path className="sb-line-hit" d={path.path} data-line={id} />
      <path className="sb-line-stroke" d={path.path} />
      {state === 'moving' && <path className="sb-line-pulse" d={path.path} />}
    </g>
  );
});

/** Selected, hovered, or joined to a selected node: drawn again above all others, with grips at the ends. */
const FrontLine = memo(({ id }: { readonly id: ConnectionId }) => {
  const canvas = useCanvas();
  const path = useLinePath(id);
  const isSelected = useEditorState(({ selection }) => selection.connections.has(id));
  const isHovered = useCanvasState(({ hoveredLine }) => hoveredLine === id);
  const isMoved = useCanvasState(({ drawing }) => drawing?.moving === id);
  const isReadOnly = useEditorState(({ access }) => access.mode === 'readOnly');
  const line = canvas.lines.line(id);
  if (!path || !line || isMoved) return null;
  const isBranch = line.connection.condition !== undefined;
  return (
    <g
      className={`sb-line sb-line-front${isBranch ? ' sb-line-branch' : ''}${isSelected ? ' sb-line-selected' : ''}`}
    >
      <path className="sb-line-stroke" d={path.path} />
      {(isSelected || isHovered) && !isReadOnly && (
        <>
          <circle
            className="sb-line-grip"
            cx={path.from.x + 16}
            cy={path.from.y}
            r={5}
            data-grip="source"
            data-line={id}
          />
          <circle
            className="sb-line-grip"
            cx={path.to.x - 16}
            cy={path.to.y}
            r={5}
            data-grip="target"
            data-line={id}
          />
        </>
      )}
    </g>
  );
});

const BranchTag = memo(({ id }: { readonly id: ConnectionId }) => {
  const canvas = useCanvas();
  const path = useLinePath(id);
  const state = useLineState(id);
  const labelScale = useCanvasState((now) => now.labelScale);
  const isMoved = useCanvasState(({ drawing }) => drawing?.moving === id);
  const before = useBranchesBefore(id);
  const line = canvas.lines.line(id);
  const condition = line?.connection.condition;
  if (!line || condition === undefined || !path || isMoved) return null;
  const cardTop = path.from.y - line.sourceOffset.y;
  const rows = (canvas.arrangement().nodes.get(line.source)?.geometry.ports ?? []).flatMap(({ kind, y }) =>
    kind === 'branch' ? [cardTop + y + PORT_HEIGHT / 2] : [],
  );
  const { x, y, across, down } = branchTagPlace({
    condition,
    before,
    from: path.from,
    to: path.to,
    rows: [Math.min(path.from.y, ...rows), Math.max(path.from.y, ...rows)],
    labelScale,
  });
  return (
    <span
      className={`sb-branch-tag nopan${state === 'dead' ? ' sb-branch-tag-dead' : ''}`}
      style={{ transform: `translate(${x}px, ${y}px) translate(${across * 100}%, ${down * 100}%)` }}
      data-line={id}
    >
      {condition}
    </span>
  );
});

/** How many branches that lead to the same node come before the one: tags of several stand one above the other. */
const useBranchesBefore = (id: ConnectionId): number => {
  const { lines } = useCanvas();
  return useSyncExternalStore(lines.subscribeLines, () => {
    const target = lines.line(id)?.target;
    if (target === undefined) return 0;
    return lines
      .of(target)
      .filter((line) => line.target === target && line.connection.condition !== undefined)
      .findIndex((line) => line.id === id);
  });
};

/** What a run did with the connection; at most twelve move. */
const useLineState = (id: ConnectionId) => {
  const { run } = useEditor();
  const canvas = useCanvas();
  const states = lineStates(run, canvas.lines, MOST_MOVING);
  return useSyncExternalStore(
    useCallback((listener: () => void) => states.subscribe(id, listener), [states, id]),
    () => states.get(id),
  );
};

/** Lines near what is in view; the set changes when the view leaves the part that it was made for. */
const useShownLines = (): readonly ConnectionId[] => {
  const canvas = useCanvas();
  const store = useStoreApi<CanvasNode>();
  const [shown, setShown] = useState<readonly ConnectionId[]>([]);
  useEffect(() => {
    let inner = { left: 0, top: 0, right: 0, bottom: 0, zoom: 0 };
    const update = () => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const left = -x / zoom;
      const top = -y / zoom;
      const across = width / zoom;
      const down = height / zoom;
      const outer = {
        left: left - across / 2,
        top: top - down / 2,
        right: left + across * 1.5,
        bottom: top + down * 1.5,
      };
      inner = {
        left: left - across / 4,
        top: top - down / 4,
        right: left + across * 1.25,
        bottom: top + down * 1.25,
        zoom,
      };
      const next = canvas.lines.lines().flatMap(({ id, source, target }) => {
        const a = canvas.places.get(source);
        const b = canvas.places.get(target);
        if (!a || !b) return [];
        const isNear =
          Math.min(a.x, b.x) < outer.right &&
          Math.max(a.x + a.width, b.x + b.width) > outer.left &&
          Math.min(a.y, b.y) < outer.bottom &&
          Math.max(a.y + a.height, b.y + b.height) > outer.top;
        return isNear ? [id] : [];
      });
      setShown((before) =>
        before.length === next.length && before.every((id, index) => id === next[index]) ? before : next,
      );
    };
    update();
    const stopStore = store.subscribe(({ transform, width, height }, before) => {
      if (transform === before.transform && width === before.width) return;
      const [x, y, zoom] = transform;
      const left = -x / zoom;
      const top = -y / zoom;
      const isInside =
        left >= inner.left &&
        top >= inner.top &&
        left + width / zoom <= inner.right &&
        top + height / zoom <= inner.bottom &&
        zoom < inner.zoom * 2;
      if (!isInside) update();
    });
    const stopLines = canvas.lines.subscribeLines(update);
    const stopPlaces = canvas.places.subscribe((moved) => {
      // What is dragged stays in view; a new arrangement moves many.
      if (moved.size > 20) update();
    });
    return () => {
      stopStore();
      stopLines();
      stopPlaces();
    };
  }, [canvas, store]);
  return shown;
};

const NONE: ReadonlySet<ConnectionId> = new Set();
/** Beyond this, what is selected is most of the flow, and nothing stands out from it. */
const MOST_IN_FRONT = 60;
const useFrontLines = (): ReadonlySet<ConnectionId> => {
  const canvas = useCanvas();
  const selection = useEditorState((state) => state.selection);
  const hovered = useCanvasState(({ hoveredLine }) => hoveredLine);
  if (selection.nodes.size === 0 && selection.connections.size === 0 && hovered === undefined) return NONE;
  const front = new Set(selection.connections);
  if (hovered !== undefined) front.add(hovered);
  if (selection.nodes.size <= MOST_IN_FRONT)
    for (const node of selection.nodes) for (const { id } of canvas.lines.of(node)) front.add(id);
  return front;
};
