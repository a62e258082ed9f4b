import { memo } from 'react';
import './node-glyph.css';
import './palette.css';
import { nodeFacts } from './node-facts.ts';

/** The glyph of a node type, in the colour of the text around it. Says nothing to screen readers: a name stands beside it. */
export const NodeGlyph = memo(({ type, size = 20 }: { readonly type: string; readonly size?: number }) => (
  <svg className="sb-glyph" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
    <path d={nodeFacts(type).glyph} />
  </svg>
));

/** The glyph on its family's tint, 24 px square. */
export const NodeGlyphTile = memo(({ type }: { readonly type: string }) => (
  <span className={`sb-glyph-tile sb-family-${nodeFacts(type).family}`}>
    <NodeGlyph type={type} size={16} />
  </span>
));
