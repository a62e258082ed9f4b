import type { Plan, PlanScope } from '../../plan/index.ts';
import { type State, StepStatus } from '../state.ts';
import type { EngineSettings } from '../turn.ts';

/** Throws unless all that holds for every state between two advances, however the flow looks, holds for this one. */
export function checkState(plan: Plan, state: State, settings: EngineSettings): void {
  if (state.status === 'failed') {
    must(state.agenda.length + state.queued.length === 0, 'nothing is left to do after a failure');
    return;
  }
  const underWay = plan.steps.filter(({ index }) => state.calls[index] !== 0);
  must(state.inFlight === underWay.length, 'inFlight counts the calls');
  must(state.inFlight <= settings.maxConcurrency, 'no more work is under way than may be');
  must(state.queued.length === 0 || state.inFlight === settings.maxConcurrency, 'work waits only for room');
  for (const index of [...underWay.map((step) => step.index), ...state.queued])
    must(state.steps[index] === StepStatus.started, `step ${index} is at work and has started`);
  for (const scope of plan.scopes) checkScope(plan, state, scope);
  if (state.status !== 'succeeded') return;
  const { firstStep, endStep } = plan.scopes[0]!;
  for (let step = firstStep; step < endStep; step++)
    must(isThrough(state, step), `step ${step} of the flow is done or skipped in the end`);
}

function checkScope(plan: Plan, state: State, scope: PlanScope): void {
  const own = state.scopes[scope.index]!;
  let open = 0;
  let calls = 0;
  for (let step = scope.firstStep; step < scope.endStep; step++) {
    if (!isThrough(state, step)) open++;
    if (state.calls[step] !== 0) calls++;
  }
  if (own.active) {
    must(own.pending === open, `pending of scope ${scope.index} counts what is neither done nor skipped`);
    must(scope.parent === -1 || state.scopes[scope.parent]!.active, 'scopes nest');
    return;
  }
  if (scope.parent !== -1 && own.chain.length === 0) checkUntouched(plan, state, scope);
  must(own.pending === 0, `nothing is pending in scope ${scope.index}, which is closed`);
  must(calls === 0, `nothing is under way in scope ${scope.index}, which is closed`);
  must(
    scope.owner === -1 || state.steps[scope.owner] !== StepStatus.started,
    `scope ${scope.index} is open while its owner runs`,
  );
  must(!own.items && !own.carried && !own.decision, `scope ${scope.index} keeps nothing when it is closed`);
}

/** What comes from outside before a scope has ever been open leaves no trace in it: it is made good when it opens. */
function checkUntouched(plan: Plan, state: State, scope: PlanScope): void {
  for (let input = scope.firstInput; input < scope.endInput; input++)
    must(
      state.via[input] === -1 && state.live[input] === plan.initialLive[input],
      `input ${input} knows nothing before scope ${scope.index} opens`,
    );
  for (let step = scope.firstStep; step < scope.endStep; step++)
    must(state.steps[step] === StepStatus.waiting, `step ${step} waits until scope ${scope.index} opens`);
}

const isThrough = (state: State, step: number): boolean => state.steps[step]! >= StepStatus.done;

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`it does not hold that ${what}`);
}
