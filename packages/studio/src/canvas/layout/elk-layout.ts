import type ElkConstructor from 'elkjs/lib/elk-api.js';
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { NodeId, Point } from '../../document/index.ts';
import { COLUMN_GAP, type LayoutGraph, ROW_GAP } from './layout-graph.ts';

type Elk = InstanceType<typeof ElkConstructor>;
let elk: Promise<Elk> | undefined;

/** The engine in its worker, started when it is first needed. */
const startElk = async (): Promise<Elk> => {
  const [{ default: ELK }, { default: workerUrl }] = await Promise.all([
    import('elkjs/lib/elk-api.js'),
    import('elkjs/lib/elk-worker.min.js?url'),
  ]);
  return new ELK({ workerUrl });
};

/** Left to right by elkjs in a worker: for large scopes, and where open loops make cards of many sizes. */
export const elkLayout = async (graph: LayoutGraph): Promise<Map<NodeId, Point>> => {
  elk ??= startElk();
  const laidOut = await (await elk).layout(toElk(graph));
  return new Map(
    (laidOut.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x: Math.round(x), y: Math.round(y) }]),
  );
};

/** The same graph in ELK's words: ports at fixed heights, so that lines run level where they can. */
export const toElk = ({ nodes, edges }: LayoutGraph): ElkNode => {
  const ports = new Map<NodeId, Map<string, { side: 'EAST' | 'WEST'; y: number }>>();
  const port = (id: NodeId, side: 'EAST' | 'WEST', y: number): string => {
    const own = ports.get(id) ?? new Map();
    ports.set(id, own);
    const name = `${id} ${side} ${y}`;
    own.set(name, { side, y });
    return name;
  };
  const elkEdges = edges.map<ElkExtendedEdge>(({ source, target, sourceY, targetY }, index) => ({
    id: `edge ${index}`,
    sources: [port(source, 'EAST', sourceY)],
    targets: [port(target, 'WEST', targetY)],
  }));
  return {
    id: 'flow',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': String(COLUMN_GAP),
      'elk.spacing.nodeNode': String(ROW_GAP),
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.separateConnectedComponents': 'false',
    },
    children: nodes.map(({ id, width, height, wall }) => ({
      id,
      width,
      height,
      layoutOptions: {
        'elk.portConstraints': 'FIXED_POS',
        ...(wall && {
          'elk.layered.layering.layerConstraint': wall === 'first' ? 'FIRST' : 'LAST',
        }),
      },
      ports: [...(ports.get(id) ?? [])].map(([name, { side, y }]) => ({
        id: name,
        x: side === 'EAST' ? width : 0,
        y,
        width: 0,
        height: 0,
        layoutOptions: { 'elk.port.side': side },
      })),
    })),
    edges: elkEdges,
  };
};
