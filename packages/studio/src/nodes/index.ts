export { isKnownType, NODE_TYPES, type NodeFacts, type NodeFamily, nodeFacts } from './node-facts.ts';
export { NodeGlyph, NodeGlyphTile } from './node-glyph.tsx';
export { shortArn, shortModelId } from './node-summary.ts';
