export { type Advance, advance, faultOf, outstandingCalls, type Settled } from './advance.ts';
export { type CallControl, callKey, type DriveOptions, drive } from './drive.ts';
export type * from './flow-event.ts';
export { createState, type FlowInput, type State } from './state.ts';
export { type Call, DEFAULT_LIMITS, type EngineLimits } from './turn.ts';
