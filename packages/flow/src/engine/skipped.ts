import type { Plan, PlanScope, PlanStep } from '../plan/index.ts';
import type { ExecutionChainItem, SkipCause } from './flow-event.ts';
import { type State, StepStatus } from './state.ts';
import type { Turn } from './turn.ts';

/** Tells which steps of an iteration that is over did not run, those of bodies that never opened included. */
export function tellSkipped(turn: Turn, scope: PlanScope): void {
  const { plan, state, events, now } = turn;
  const { chain } = state.scopes[scope.index]!;
  for (const { step, cause } of skippedIn(plan, state, scope))
    events.push({
      type: 'nodeSkipped',
      at: now,
      step: step.index,
      nodeName: step.name,
      nodeType: step.nodeType,
      chain,
      cause,
    });
}

interface Skipped {
  readonly step: PlanStep;
  readonly cause: SkipCause;
}

/** The steps of a scope that did not run in its present iteration, and why. */
export function* skippedIn(plan: Plan, state: State, scope: PlanScope): Generator<Skipped, void, void> {
  for (let index = scope.firstStep; index < scope.endStep; index++) {
    const step = plan.steps[index]!;
    const isSkipped = state.steps[index] === StepStatus.skipped;
    if (isSkipped) yield { step, cause: causeOf(plan, state, step) };
    if (step.kind !== 'each' && step.kind !== 'repeat') continue;
    const body = plan.scopes[step.opens]!;
    if (
      step.kind === 'each' &&
      !isSkipped &&
      isThrough(state, index) &&
      state.scopes[body.index]!.iteration === 0
    )
      yield* bodyOf(plan, body, { kind: 'noItems', step: index });
    else if (isSkipped && !hasOpened(state, body, scope))
      yield* bodyOf(plan, body, { kind: 'notOpened', step: index });
  }
}

/** The steps of a body that has not been open, and of the bodies in it. */
function* bodyOf(plan: Plan, body: PlanScope, cause: SkipCause): Generator<Skipped, void, void> {
  for (let index = body.firstStep; index < body.endStep; index++) {
    const step = plan.steps[index]!;
    yield { step, cause };
    if (step.kind === 'each' || step.kind === 'repeat')
      yield* bodyOf(plan, plan.scopes[step.opens]!, { kind: 'notOpened', step: index });
  }
}

const isThrough = (state: State, index: number): boolean => state.steps[index] === StepStatus.done;

/** Whether a body has run in this very iteration of the scope around it: a Loop may be skipped after its rounds. */
function hasOpened(state: State, body: PlanScope, around: PlanScope): boolean {
  const { chain } = state.scopes[body.index]!;
  const outer = state.scopes[around.index]!.chain;
  return chain.length > outer.length && isSameChain(chain.slice(0, outer.length), outer);
}

const isSameChain = (one: readonly ExecutionChainItem[], other: readonly ExecutionChainItem[]): boolean =>
  one.every(({ index }, depth) => other[depth]?.index === index);

/** What kept a skipped step from running: its conditions before its inputs. */
function causeOf(plan: Plan, state: State, step: PlanStep): SkipCause {
  const gate = step.gate === -1 ? undefined : lack(plan, state, step.gate);
  if (gate) return gate;
  for (let input = step.firstInput; input < step.endInput; input++) {
    const cause = lack(plan, state, input);
    if (cause) return cause;
  }
  if (step.firstInput === step.endInput && step.gate === -1) return { kind: 'notConnected' };
  if (step.kind === 'repeat') return { kind: 'controllerSkipped' };
  // A Collector that lacks nothing else waited for iterations that never began.
  if (step.kind === 'gather') return { kind: 'notOpened', step: plan.scopes[step.gathers]!.owner };
  return { kind: 'notConnected' };
}

/** Why nothing came to an input or a gate; undefined when something did. */
function lack(plan: Plan, state: State, input: number): SkipCause | undefined {
  if (state.via[input] !== -1) return undefined;
  const connections = plan.connections.filter((connection) => connection.input === input);
  if (connections.some(({ gathered }) => gathered)) return undefined;
  if (connections.length === 0) {
    const name = plan.inputs[input]!.name;
    return { kind: 'notConnected', ...(name !== '' && { input: name }) };
  }
  const conditions = connections.flatMap(({ source }) => {
    const from = plan.steps[source]!;
    if (from.kind !== 'choose' || state.steps[source] === StepStatus.skipped) return [];
    return from.conditions
      .filter((condition) => condition.connections.some((index) => plan.connections[index]!.input === input))
      .map(({ name }) => ({ step: source, condition: name }));
  });
  if (conditions.length > 0) return { kind: 'notTaken', conditions };
  return { kind: 'sourcesSkipped', steps: connections.map(({ source }) => source) };
}
