import { afterPaint, lazyPart } from '../../components/index.ts';
import { useDocument } from '../../editor/index.ts';
import { useCanvasState } from '../state/canvas-context.ts';

const MapOfFlow = lazyPart(async () => {
  await afterPaint();
  return (await import('./map-of-flow.tsx')).MapOfFlow;
});

/** From so many nodes on, a map helps. Source: studio.md section 3.1. */
const SHOWN_FROM = 15;

/**
 * The whole flow in small, bottom right. Drawn as one picture when something moved, at most once per frame; panning only
 * moves the frame above it. For the pointer alone: arrows, Home, End and 1 do the same by keyboard.
 */
export const Minimap = () => {
  const count = useDocument(({ nodes }) => nodes.size);
  const wanted = useCanvasState(({ hasMinimap }) => hasMinimap);
  return (wanted ?? count >= SHOWN_FROM) ? <MapOfFlow /> : null;
};
