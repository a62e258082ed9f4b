import { dagreLayout } from './dagre-layout.ts';
import type { LayoutGraph } from './layout-graph.ts';

/** Lays out one graph per message, away from the thread that paints. */
self.addEventListener('message', ({ data }: MessageEvent<{ key: number; graph: LayoutGraph }>) => {
  self.postMessage({ key: data.key, positions: [...dagreLayout(data.graph)] });
});
