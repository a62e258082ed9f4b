export { applyEvents } from './apply-events.ts';
export type { LoggedEvent } from './event-log.ts';
export { nodeStatus, nodeView, previewOf, saidAt, shownOutput } from './node-view.ts';
export { createRunSource, type DocumentRunSource } from './run-source.ts';
export {
  createRunState,
  iterationOf,
  keyOf,
  NONE,
  type NodeRun,
  ownerOf,
  type RunState,
  type Step,
  type StepStatus,
  totalOf,
} from './run-state.ts';
export { browserPace, createRunStore, type Pace, type RunStore } from './run-store.ts';
export { createSamples } from './samples.ts';
export { keyAt, stepAt } from './step-at.ts';
