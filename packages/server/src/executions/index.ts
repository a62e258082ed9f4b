export { createExecutions, EXECUTION_DEFAULTS, type ExecutionsOptions } from './create-executions.ts';
export type { Executions, Invocation, InvokeRequest } from './executions.ts';
