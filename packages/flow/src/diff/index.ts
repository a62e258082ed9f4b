export { applyDiff } from './apply-diff.ts';
export type {
  ChangeCounts,
  ConnectionChange,
  DefinitionDiff,
  FieldChange,
  NodeChange,
  OrderChange,
} from './definition-diff.ts';
export { diffDefinitions } from './diff-definitions.ts';
export { sameValue } from './json-values.ts';
export { matchNodes } from './match-nodes.ts';
export { type Restoring, restoreChange, takeChange } from './restoring.ts';
export { diffLines, diffText, type LinePair, type TextPiece } from './text-diff.ts';
