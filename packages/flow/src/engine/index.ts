export { type Advance, advance, failFlow, faultOf, outstandingCalls, type Settled } from './advance.ts';
export { callKey } from './call-key.ts';
export type { CallControl } from './calls-under-way.ts';
export { createState } from './create-state.ts';
export { type DriveOptions, drive } from './drive.ts';
export type * from './flow-event.ts';
export type { FlowInput, State } from './state.ts';
export { type Call, DEFAULT_SETTINGS, type EngineSettings, type Substitutes } from './turn.ts';
export type { ExecutionUsage } from './usage.ts';
