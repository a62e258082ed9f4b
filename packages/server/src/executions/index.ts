export { createExecutions, type EndedExecution, type ExecutionsOptions } from './create-executions.ts';
export type { Executions, Invocation, InvokeRequest } from './executions.ts';
export { noSuchAlias, noSuchFlow } from './not-found.ts';
export { ownersOf } from './runs/influence.ts';
export { nodePaths } from './runs/node-paths.ts';
export type { RecordedNode, RecordedRun } from './runs/recorded-run.ts';
export { summaryOf } from './runs/run-record.ts';
export type { RetentionSettings } from './runs/run-retention.ts';
export type * from './runs/runs.ts';
