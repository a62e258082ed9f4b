import { ViewportPortal } from '@xyflow/react';
import { memo, useCallback, useMemo, useRef, useSyncExternalStore } from 'react';
import { FLOW_SCOPE } from '../../document/index.ts';
import { useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { type IteratorRegion, iteratorRegions } from '../geometry/iterator-regions.ts';
import { around, grow, overlap, type Rectangle } from '../geometry/rectangle.ts';
import { isSameSet } from '../geometry/sets.ts';
import { useCanvas, useCanvasState } from '../state/canvas-context.ts';
import { countRender } from '../state/render-counter.ts';
import './region-layer.css';
import { REGION_HEAD as HEAD, REGION_MARGIN as MARGIN, RESULT_HEIGHT } from '../geometry/card-geometry.ts';

/** One tinted shape under everything that runs once for each item. It has no hit area of its own. */
export const RegionLayer = () => {
  const snapshot = useDocument((now) => now);
  const before = useRef<readonly IteratorRegion[]>([]);
  const regions = useMemo(() => {
    // The same region keeps its object, so that an edit elsewhere paints none of them.
    const next = iteratorRegions(snapshot, FLOW_SCOPE).map(
      (region) =>
        before.current.find(
          (old) =>
            old.iterator === region.iterator &&
            old.hasCollector === region.hasCollector &&
            isSameSet(old.members, region.members),
        ) ?? region,
    );
    before.current = next;
    return next;
  }, [snapshot]);
  if (regions.length === 0) return null;
  return (
    <ViewportPortal>
      {regions.map((region) => (
        <Region key={region.iterator} region={region} />
      ))}
    </ViewportPortal>
  );
};

const Region = memo(({ region }: { readonly region: IteratorRegion }) => {
  countRender('region', region.iterator);
  const rectangles = useMemberRectangles(region);
  const canvas = useCanvas();
  const iterator = useDocument(({ nodes }) => nodes.get(region.iterator));
  const detail = useCanvasState((state) => state.detail);
  const isDimmed = useEditorState(({ found }) => found !== undefined);
  if (rectangles.length === 0 || !iterator) return null;
  const bounds = around(rectangles)!;
  const shape = withHead(grow(bounds, MARGIN));
  const foreign = [...canvas.places.all()].some(
    ([id, place]) =>
      !region.members.has(id) &&
      canvas.arrangement().nodes.get(id)?.frame === undefined &&
      overlap(shape, place),
  );
  return (
    <div className={`sb-region${isDimmed ? ' sb-region-dimmed' : ''}`}>
      {foreign ? (
        <Union rectangles={rectangles.map((rectangle) => grow(rectangle, MARGIN))} bounds={shape} />
      ) : (
        <div
          className="sb-region-shape"
          style={{
            transform: `translate(${shape.x}px, ${shape.y}px)`,
            width: shape.width,
            height: shape.height,
          }}
        />
      )}
      {detail !== 'block' && (
        <div
          className="sb-region-label"
          style={{
            transform: `translate(${shape.x + 12}px, ${shape.y + (detail === 'full' ? 4 : 0)}px)${detail === 'full' ? '' : ' scale(var(--sb-label-scale)) translateY(-100%)'}`,
            ...(detail === 'full' && { maxWidth: shape.width - 24 }),
          }}
        >
          <RegionLabel region={region} />
        </div>
      )}
    </div>
  );
});

/** Where another card lies between the members, the shape keeps to them. */
const Union = ({
  rectangles,
  bounds,
}: {
  readonly rectangles: readonly Rectangle[];
  readonly bounds: Rectangle;
}) => (
  <svg className="sb-region-union" aria-hidden="true">
    {['sb-region-edge', 'sb-region-fill'].map((part) => (
      <g key={part} className={part}>
        {rectangles.map((rectangle) => (
          <rect key={`${rectangle.x},${rectangle.y}`} {...rectangle} rx={12} />
        ))}
        <rect x={bounds.x} y={bounds.y} width={Math.min(bounds.width, 320)} height={HEAD + 8} rx={12} />
      </g>
    ))}
  </svg>
);

const RegionLabel = ({ region }: { readonly region: IteratorRegion }) => {
  const canvas = useCanvas();
  const editor = useEditor();
  const progress = useProgress(region);
  const summary = canvas.facts(region.iterator)?.summary ?? '';
  return (
    <>
      <span>{words.region.label(summary)}</span>
      {!region.hasCollector && <span className="sb-region-note">{words.region.noCollector}</span>}
      {progress !== undefined && (
        <>
          <span className="sb-figure sb-region-progress">{progress}</span>
          <button
            type="button"
            tabIndex={-1}
            className="sb-region-pick nodrag nopan"
            onClick={() => {
              editor.select({ nodes: new Set([region.iterator]) });
              editor.showBottom('data');
            }}
          >
            {words.region.pick}
          </button>
        </>
      )}
    </>
  );
};

/**
 * How the items fared, in words. The Iterator is done with an item when it has handed it on; the item is done when all
 * behind it are, and items run in order, so that at most one is not.
 */
const useProgress = ({ iterator, members }: IteratorRegion): string | undefined => {
  const { run } = useEditor();
  return useSyncExternalStore(
    useCallback((listener: () => void) => run.subscribe(listener), [run]),
    () => {
      const handed = run.node(iterator)?.iterations;
      if (!handed) return undefined;
      let { failed, running, stopped } = handed;
      for (const id of members) {
        const its = run.node(id)?.iterations;
        if (!its) continue;
        failed = Math.max(failed, its.failed);
        running = Math.max(running, its.running);
        stopped = Math.max(stopped, its.stopped);
      }
      if (failed > 0) stopped = 0;
      const begun = handed.ok + handed.failed + handed.running + handed.stopped;
      return words.region.progress({
        ok: Math.max(0, begun - failed - running - stopped),
        failed,
        stopped,
        running,
        rest: Math.max(0, (handed.total ?? 0) - begun),
      });
    },
  );
};

const withHead = ({ x, y, width, height }: Rectangle): Rectangle => ({
  x,
  y: y - HEAD,
  width,
  height: height + HEAD,
});

/** Where the members are, while they are dragged too; results grow cards downwards. */
const useMemberRectangles = ({ members }: IteratorRegion): readonly Rectangle[] => {
  const { places } = useCanvas();
  const { run } = useEditor();
  const before = useRef<{ readonly key: string; readonly rectangles: readonly Rectangle[] }>({
    key: '',
    rectangles: [],
  });
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) => {
        const stops = [
          places.subscribe((moved) => {
            for (const id of moved)
              if (members.has(id)) {
                listener();
                return;
              }
          }),
          run.subscribe(listener),
        ];
        return () => {
          for (const stop of stops) stop();
        };
      },
      [places, members, run],
    ),
    () => {
      const rectangles: Rectangle[] = [];
      for (const id of members) {
        const place = places.get(id);
        if (place) rectangles.push(run.node(id) ? { ...place, height: place.height + RESULT_HEIGHT } : place);
      }
      const key = rectangles.map(({ x, y, width, height }) => `${x},${y},${width},${height}`).join(' ');
      if (key !== before.current.key) before.current = { key, rectangles };
      return before.current.rectangles;
    },
  );
};
