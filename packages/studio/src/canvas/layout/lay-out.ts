import {
  FLOW_SCOPE,
  type FlowSnapshot,
  type NodeId,
  type Point,
  type ScopeId,
} from '../../document/index.ts';
import { type LayoutGraph, layoutGraph } from './layout-graph.ts';

/** From so many nodes on, elkjs is quicker than dagre. Source: studio.md section 3.7. */
const MOST_FOR_DAGRE = 300;
/** Up to here dagre needs less than a frame or two; beyond, it works in a worker. */
const MOST_AT_ONCE = 60;

/** Positions for a graph, by the engine that fits it. */
export const layOutGraph = async (graph: LayoutGraph): Promise<Map<NodeId, Point>> => {
  if (graph.nodes.length === 0) return new Map();
  if (graph.nodes.length > MOST_FOR_DAGRE) return (await import('./elk-layout.ts')).elkLayout(graph);
  if (graph.nodes.length > MOST_AT_ONCE) return inWorker(graph);
  return (await import('./dagre-layout.ts')).dagreLayout(graph);
};

/**
 * Positions for the nodes of a scope, or for some of them. Loops count as closed: one that is open takes its room when
 * it is shown, so that closing it gives the same picture as before.
 */
export const layOut = (
  snapshot: FlowSnapshot,
  { scope = FLOW_SCOPE, only }: { readonly scope?: ScopeId; readonly only?: ReadonlySet<NodeId> } = {},
): Promise<Map<NodeId, Point>> => layOutGraph(layoutGraph(snapshot, scope, only));

let worker: Worker | undefined;
let lastKey = 0;
const inWorker = (graph: LayoutGraph): Promise<Map<NodeId, Point>> => {
  worker ??= new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
  const own = worker;
  const key = ++lastKey;
  return new Promise((resolve, reject) => {
    const settle = () => {
      own.removeEventListener('message', listen);
      own.removeEventListener('error', fail);
    };
    const listen = ({ data }: MessageEvent<{ key: number; positions: [NodeId, Point][] }>) => {
      if (data.key !== key) return;
      settle();
      resolve(new Map(data.positions));
    };
    const fail = (event: ErrorEvent) => {
      settle();
      reject(new Error(`The layout failed: ${event.message}`));
    };
    own.addEventListener('message', listen);
    own.addEventListener('error', fail);
    own.postMessage({ key, graph });
  });
};
