export { createExecutions, type EndedExecution, type ExecutionsOptions } from './create-executions.ts';
export type { Executions, Invocation, InvokeRequest } from './executions.ts';
export { noSuchAlias, noSuchFlow } from './not-found.ts';
export type * from './runs/runs.ts';
