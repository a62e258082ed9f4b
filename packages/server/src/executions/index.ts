export type * from './executions.ts';
export type * from './stream-event.ts';
