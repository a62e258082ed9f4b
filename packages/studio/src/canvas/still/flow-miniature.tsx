import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { memo, useMemo } from 'react';
import { createFlowDocument, FLOW_SCOPE, type NodeId, type StudioContent } from '../../document/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { nodeFacts } from '../../nodes/index.ts';
import { arrange } from '../geometry/arrangement.ts';
import { around, grow } from '../geometry/rectangle.ts';
import { layered } from '../layout/layered.ts';
import { layoutGraph } from '../layout/layout-graph.ts';
import { createLineStore } from '../lines/line-store.ts';
import { createPlaces } from '../state/places.ts';
import './flow-miniature.css';

export interface FlowMiniatureProps {
  readonly definition: FlowDefinition;
  /** By path, as StudioDocument keeps them; without them the flow is laid out. */
  readonly positions?: StudioContent['positions'];
  /** What it shows, for those who do not see it; "Flow of 5 nodes" without. */
  readonly label?: string;
}

const MARGIN = 24;
const GLYPH = 56;

/** A flow in small, as it lies on the canvas: one picture, nothing to operate. */
export const FlowMiniature = memo(({ definition, positions, label }: FlowMiniatureProps) => {
  const picture = useMemo(() => draw(definition, positions), [definition, positions]);
  const { x, y, width, height } = picture.box;
  return (
    <svg
      className="sb-flow-miniature"
      viewBox={`${x} ${y} ${width} ${height}`}
      role="img"
      aria-label={label ?? canvasMessages.miniature(picture.cards.length)}
    >
      {picture.lines.map(({ id, path, isBranch }) => (
        <path
          key={id}
          className={`sb-miniature-wire${isBranch ? ' sb-miniature-wire-branch' : ''}`}
          d={path}
        />
      ))}
      {picture.cards.map(({ id, type, place }) => (
        <g
          key={id}
          className={`sb-family-${nodeFacts(type).family}`}
          transform={`translate(${place.x} ${place.y})`}
        >
          <rect className="sb-miniature-block" width={place.width} height={place.height} rx={16} />
          <g
            transform={`translate(${(place.width - GLYPH) / 2} ${(place.height - GLYPH) / 2}) scale(${GLYPH / 20})`}
          >
            <path className="sb-miniature-glyph" d={nodeFacts(type).glyph} />
          </g>
        </g>
      ))}
    </svg>
  );
});

const draw = (definition: FlowDefinition, positions: StudioContent['positions']) => {
  const document = createFlowDocument({
    definition,
    ...(positions && { studio: { version: 1, positions } }),
  });
  const snapshot = document.snapshot();
  const isPlaced = [...snapshot.nodes.values()].some(
    ({ scope, position }) => scope === FLOW_SCOPE && position !== undefined,
  );
  const arrangement = arrange(snapshot, {
    openLoops: new Set<NodeId>(),
    placements: isPlaced ? new Map() : layered(layoutGraph(snapshot, FLOW_SCOPE)),
    unfolded: new Set<NodeId>(),
  });
  const cards = [...arrangement.nodes.values()].map(({ node, rectangle }) => ({
    id: node.id,
    type: node.type,
    place: rectangle,
  }));
  const places = createPlaces();
  places.reset(new Map(cards.map(({ id, place }) => [id, place])));
  const lines = createLineStore(places);
  lines.rebuild(snapshot, arrangement, true);
  document.destroy();
  return {
    cards,
    lines: lines.lines().map(({ id, connection }) => ({
      id,
      path: lines.path(id)?.path ?? '',
      isBranch: connection.condition !== undefined,
    })),
    box: grow(around(cards.map(({ place }) => place)) ?? { x: 0, y: 0, width: 1, height: 1 }, MARGIN),
  };
};
