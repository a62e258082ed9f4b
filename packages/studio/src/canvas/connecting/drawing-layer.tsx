import type { Point } from '../../document/index.ts';
import { routeAround, smoothPath } from '../geometry/route.ts';
import { useCanvas, useCanvasState } from '../state/canvas-context.ts';
import './drawing-layer.css';

/** As wide as what is said can be, and higher than two lines of it, with the distance from the pointer. */
const ROOM = { width: 336, height: 64 };

/** To the right of the pointer and below it, or on the other side where that would leave the canvas. */
const besidePointer = ({ x, y }: Point, bounds: DOMRect | undefined): string => {
  const isLeft = bounds !== undefined && x + ROOM.width > bounds.width;
  const isAbove = bounds !== undefined && y + ROOM.height > bounds.height;
  return `translate(${x + (isLeft ? -16 : 16)}px, ${y + (isAbove ? -16 : 16)}px) translate(${isLeft ? -100 : 0}%, ${isAbove ? -100 : 0}%)`;
};

/** The line that is being drawn, and at its end what would come of letting go. */
export const DrawingLayer = () => {
  const canvas = useCanvas();
  const drawing = useCanvasState((state) => state.drawing);
  if (!drawing) return null;
  const { outcome, over, fits } = drawing;
  const from = canvas.toCanvas(drawing.start);
  const to = canvas.toCanvas(drawing.pointer);
  const isRefused = outcome?.kind === 'refused';
  const isBranch = 'condition' in drawing.from;
  const says = outcome && (outcome.kind === 'refused' ? outcome.reason : outcome.says);
  return (
    <div className="sb-drawing" aria-hidden="true" data-over={over && fits.has(over.node)}>
      <svg className="sb-drawing-svg" aria-hidden="true">
        <path
          className={`sb-drawing-line${isBranch ? ' sb-drawing-branch' : ''}${isRefused ? ' sb-drawing-refused' : ''}`}
          d={smoothPath(routeAround(from, to))}
        />
        <circle className="sb-drawing-end" cx={to.x} cy={to.y} r={4} />
      </svg>
      {says !== undefined && (
        <span
          className={`sb-drawing-says${isRefused ? ' sb-drawing-says-refused' : ''}`}
          style={{ transform: besidePointer(to, canvas.bounds()) }}
        >
          {says}
        </span>
      )}
    </div>
  );
};
