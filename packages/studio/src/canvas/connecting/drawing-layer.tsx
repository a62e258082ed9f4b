import { routeAround, smoothPath } from '../geometry/route.ts';
import { useCanvas, useCanvasState } from '../state/canvas-context.ts';
import './drawing-layer.css';

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
          style={{ transform: `translate(${to.x + 16}px, ${to.y + 16}px)` }}
        >
          {says}
        </span>
      )}
    </div>
  );
};
