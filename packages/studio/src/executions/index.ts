/* What runs have to do with an open editor. Panels and pages are imported from their own files: no canvas waits for them. */
export { runCommands } from './commands/run-commands.ts';
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
