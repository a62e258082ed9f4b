import { useStoreApi } from '@xyflow/react';
import { type PointerEvent, useEffect, useRef } from 'react';
import { useEditor } from '../../editor/index.ts';
import { nodeFacts } from '../../nodes/index.ts';
import { around, grow } from '../geometry/rectangle.ts';
import { useCanvas } from '../state/canvas-context.ts';
import type { CanvasNode } from '../state/canvas-nodes.ts';
import './minimap.css';

const WIDTH = 180;
const HEIGHT = 120;
/** The picture and the frame above it. */
export const MapOfFlow = () => {
  const canvas = useCanvas();
  const { run } = useEditor();
  const store = useStoreApi<CanvasNode>();
  const picture = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const scale = useRef({ x: 0, y: 0, by: 1 });

  useEffect(() => {
    const element = picture.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const density = devicePixelRatio || 1;
    element.width = WIDTH * density;
    element.height = HEIGHT * density;
    let asked = 0;
    const draw = () => {
      asked = 0;
      const all = canvas.places.all();
      const bounds = grow(around(all.values()) ?? { x: 0, y: 0, width: 1, height: 1 }, 200);
      const by = Math.min(WIDTH / bounds.width, HEIGHT / bounds.height);
      scale.current = {
        x: bounds.x - (WIDTH / by - bounds.width) / 2,
        y: bounds.y - (HEIGHT / by - bounds.height) / 2,
        by,
      };
      const style = getComputedStyle(element);
      const colours = new Map<string, string>();
      const colour = (name: string): string => {
        const known = colours.get(name) ?? style.getPropertyValue(name);
        colours.set(name, known);
        return known;
      };
      context.setTransform(density, 0, 0, density, 0, 0);
      context.clearRect(0, 0, WIDTH, HEIGHT);
      for (const [id, place] of all) {
        const placed = canvas.arrangement().nodes.get(id);
        if (!placed) continue;
        const status = run.node(id)?.status;
        const left = (place.x - scale.current.x) * by;
        const top = (place.y - scale.current.y) * by;
        const width = Math.max(2, place.width * by);
        const height = Math.max(2, place.height * by);
        context.fillStyle =
          status === 'failed'
            ? colour('--sb-error')
            : status === 'running'
              ? colour('--sb-info')
              : colour(`--sb-family-${nodeFacts(placed.node.type).family}-ink`);
        if (placed.isOpen) {
          context.strokeStyle = context.fillStyle;
          context.strokeRect(left + 0.5, top + 0.5, width, height);
        } else context.fillRect(left, top, width, height);
      }
      follow();
    };
    const follow = () => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const { by } = scale.current;
      if (!frame.current) return;
      const left = (-x / zoom - scale.current.x) * by;
      const top = (-y / zoom - scale.current.y) * by;
      frame.current.style.transform = `translate(${left}px, ${top}px)`;
      frame.current.style.width = `${(width / zoom) * by}px`;
      frame.current.style.height = `${(height / zoom) * by}px`;
    };
    const ask = () => {
      asked ||= requestAnimationFrame(draw);
    };
    draw();
    const mode = new MutationObserver(ask);
    mode.observe(document.body, { attributeFilter: ['class'] });
    const stops = [
      canvas.places.subscribe(ask),
      run.subscribe(ask),
      store.subscribe(({ transform, width }, before) => {
        if (transform !== before.transform || width !== before.width) follow();
      }),
    ];
    return () => {
      cancelAnimationFrame(asked);
      mode.disconnect();
      for (const stop of stops) stop();
    };
  }, [canvas, run, store]);

  const pan = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 0) return;
    const bounds = event.currentTarget.getBoundingClientRect();
    const { x, y, by } = scale.current;
    const { transform, width, height, panBy } = store.getState();
    const [left, top, zoom] = transform;
    const to = { x: (event.clientX - bounds.left) / by + x, y: (event.clientY - bounds.top) / by + y };
    void panBy({ x: width / 2 - to.x * zoom - left, y: height / 2 - to.y * zoom - top });
  };
  return (
    <div
      className="sb-minimap"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        pan(event);
      }}
      onPointerMove={pan}
    >
      <canvas ref={picture} className="sb-minimap-picture" />
      <div ref={frame} className="sb-minimap-frame" />
    </div>
  );
};
