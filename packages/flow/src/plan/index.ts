export { compilePlan } from './compile-plan.ts';
export type {
  Plan,
  PlanConnection,
  PlanInput,
  PlanOutput,
  PlanScope,
  PlanStep,
  PlanStepOf,
} from './plan.ts';
export { PlanError } from './plan-error.ts';
