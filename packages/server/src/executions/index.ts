export type * from './executions.ts';
