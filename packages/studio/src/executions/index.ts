export { type Snippet, type SnippetOptions, snippets } from './copy-as-code/snippets.ts';
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
