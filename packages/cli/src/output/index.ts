export { OutputPrinter } from './output-printer.ts';
export { renderCheck } from './render-check.ts';
export { renderDiff, renderFieldChanges, summarizeDiff } from './render-diff.ts';
export { renderTrace } from './render-trace.ts';
export { type Finding, renderFindings } from './render-validations.ts';
export { renderFacts, renderTable } from './table.ts';
export { openTerminal, type Style, type Terminal } from './terminal.ts';
export { counted, duration, harmless } from './text.ts';
export { TraceBuilder } from './trace-tree.ts';
