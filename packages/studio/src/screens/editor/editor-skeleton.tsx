import type { StudioContent } from '../../document/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import './editor-skeleton.css';

/** A card as it lies on the canvas; its height is that of a card with a port or two. */
const CARD = { width: 240, height: 96, radius: 8 };
const MARGIN = 80;

/** Where the flow's cards will be, while it comes; without stored positions the ground alone. Source: studio.md section 3.1. */
export function EditorSkeleton({
  positions,
}: {
  readonly positions: StudioContent['positions'] | undefined;
}) {
  // Bodies of loops are closed when a flow opens; what others stored beside a flow may be anything.
  const places = Object.entries(positions ?? {}).filter(
    ([path, at]) => !path.includes('/') && Array.isArray(at) && at.every(Number.isFinite),
  );
  return (
    <div className="sb-editor-skeleton" aria-busy="true">
      <div className="sb-editor-skeleton-bar" />
      <div className="sb-editor-skeleton-left" />
      <div className="sb-editor-skeleton-ground">
        {places.length > 0 && <Cards places={places.map(([, place]) => place)} />}
        <p role="status">{editorMessages.skeleton}</p>
      </div>
      <div className="sb-editor-skeleton-right" />
    </div>
  );
}

function Cards({ places }: { readonly places: readonly (readonly [number, number])[] }) {
  const left = Math.min(...places.map(([x]) => x)) - MARGIN;
  const top = Math.min(...places.map(([, y]) => y)) - MARGIN;
  const right = Math.max(...places.map(([x]) => x)) + CARD.width + MARGIN;
  const bottom = Math.max(...places.map(([, y]) => y)) + CARD.height + MARGIN;
  return (
    <svg viewBox={`${left} ${top} ${right - left} ${bottom - top}`} aria-hidden="true" focusable="false">
      {places.map(([x, y]) => (
        <rect key={`${x} ${y}`} x={x} y={y} width={CARD.width} height={CARD.height} rx={CARD.radius} />
      ))}
    </svg>
  );
}
