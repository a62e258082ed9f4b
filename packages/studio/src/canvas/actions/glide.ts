import type { NodeId, Point } from '../../document/index.ts';
import { type CanvasController, MOTION, prefersStillness } from '../state/canvas-controller.ts';

/** Beyond this, so many cards on the way would cost more frames than they explain. */
const MOST_GLIDING = 150;

/** Shows cards on their way from where they were to where the document has them now. Only what is seen; no edit. */
export const glideFrom = (canvas: CanvasController, before: ReadonlyMap<NodeId, Point>): void => {
  const targets = new Map<NodeId, Point>();
  for (const { id, position } of canvas.nodes) {
    const from = before.get(id);
    if (from && (from.x !== position.x || from.y !== position.y)) targets.set(id, position);
  }
  if (targets.size === 0 || targets.size > MOST_GLIDING || prefersStillness()) return;
  const revision = canvas.snapshot().revision;
  const begun = performance.now();
  canvas.beginDrag(targets.keys());
  const frame = () => {
    const elapsed = Math.min(1, (performance.now() - begun) / MOTION);
    // Another edit arranges anew; it must not be overwritten.
    const isLast = elapsed === 1 || canvas.snapshot().revision !== revision;
    if (canvas.snapshot().revision === revision) {
      const eased = 1 - (1 - elapsed) ** 3;
      canvas.showAt(
        new Map(
          [...targets].map(([id, to]) => {
            const from = before.get(id)!;
            return [id, { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased }];
          }),
        ),
      );
    }
    if (isLast) canvas.beginDrag([]);
    else requestAnimationFrame(frame);
  };
  frame();
};

/** Where everything is shown now, within its frame. */
export const shownPositions = (canvas: CanvasController): Map<NodeId, Point> =>
  new Map(canvas.nodes.map(({ id, position }) => [id, position]));
