export { runCommands } from './commands/run-commands.ts';
export { CopyAsCode } from './copy-as-code/copy-as-code.tsx';
export { type Snippet, type SnippetOptions, snippets } from './copy-as-code/snippets.ts';
export { DataPanel } from './data/data-panel.tsx';
export { ValueViewer } from './data/value/value-viewer.tsx';
export { PinsBanner } from './errors/pins-banner.tsx';
export { RunBanner } from './errors/run-banner.tsx';
export * from './run-store/index.ts';
export {
  createExecutions,
  type DraftActions,
  type Executions,
  type ExecutionsParts,
  type ExecutionsState,
  executionsOf,
  type StartRequest,
} from './runner/executions.ts';
export { loadTargets } from './runner/load-targets.ts';
export {
  ExecutionPage,
  type ExecutionPageProps,
  type RunCanvasSlot,
} from './runs/execution-page.tsx';
export { ExecutionsPage } from './runs/executions-page.tsx';
export { TestPanel } from './test/test-panel.tsx';
export { Timeline } from './timeline/timeline.tsx';
