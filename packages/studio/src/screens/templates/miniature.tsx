import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { templateMessages } from '../../messages/templates.ts';
import { NodeGlyph, nodeFacts } from '../../nodes/index.ts';
import type { Template } from './template.ts';
import './miniature.css';

const CARD = { width: 240, height: 104 };
const GLYPH = 56;
const MARGIN = 32;
/** Flows of few nodes are not drawn larger than life. */
const LEAST = { width: 960, height: 380 };

/** The flow as it lies on the canvas, drawn from the same places: cards and lines, nothing to click. */
export function Miniature({ template }: { readonly template: Template }) {
  const { definition, positions, title } = template;
  const { nodes = [], connections = [] } = definition as FlowDefinition;
  const places = new Map(nodes.map(({ name }) => [name, positions[name] ?? ([0, 0] as const)]));
  return (
    <svg
      className="sb-miniature"
      viewBox={viewBoxOf([...places.values()])}
      role="img"
      aria-label={`${templateMessages.preview(title)}: ${templateMessages.previewText(nodes.length)}`}
    >
      {connections.map(({ name, source, target, type }) => {
        const from = places.get(source);
        const to = places.get(target);
        if (!from || !to) return null;
        const [x1, y1] = [from[0] + CARD.width, from[1] + CARD.height / 2];
        const [x2, y2] = [to[0], to[1] + CARD.height / 2];
        const bend = Math.max(40, (x2 - x1) / 2);
        return (
          <path
            key={name}
            className={`sb-miniature-line${type === 'Conditional' ? ' sb-miniature-branch' : ''}`}
            d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
          />
        );
      })}
      {nodes.map(({ name, type }) => {
        const [x, y] = places.get(name) ?? [0, 0];
        return (
          <g key={name} className={`sb-family-${nodeFacts(type).family}`} transform={`translate(${x} ${y})`}>
            <rect className="sb-miniature-card" width={CARD.width} height={CARD.height} rx="14" />
            <rect className="sb-miniature-tile" x="20" y="20" width="64" height="64" rx="12" />
            <g transform="translate(24 24)">
              <NodeGlyph type={type} size={GLYPH} />
            </g>
            <rect
              className="sb-miniature-name"
              x="100"
              y="34"
              width={Math.min(124, 36 + name.length * 8)}
              height="14"
              rx="7"
            />
            <rect
              className="sb-miniature-type"
              x="100"
              y="60"
              width={Math.min(112, 24 + type.length * 6)}
              height="10"
              rx="5"
            />
          </g>
        );
      })}
    </svg>
  );
}

const viewBoxOf = (places: readonly (readonly [number, number])[]): string => {
  const of = (axis: 0 | 1) => places.map((place) => place[axis]);
  const [left, top] = [Math.min(...of(0)), Math.min(...of(1))];
  const width = Math.max(...of(0)) - left + CARD.width + 2 * MARGIN;
  const height = Math.max(...of(1)) - top + CARD.height + 2 * MARGIN;
  const [boxWidth, boxHeight] = [Math.max(width, LEAST.width), Math.max(height, LEAST.height)];
  return [
    left - MARGIN - (boxWidth - width) / 2,
    top - MARGIN - (boxHeight - height) / 2,
    boxWidth,
    boxHeight,
  ].join(' ');
};
