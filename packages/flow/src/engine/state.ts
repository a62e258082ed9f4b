import type { JsonObject, JsonValue } from '@streambed/model';
import { dataTypeOf, isOfType } from '../definition/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Fault } from '../ports/index.ts';
import type { ExecutionChainItem } from './flow-event.ts';

/**
 * Where an execution stands: plain JSON, mutated in place by advance(). Writing it out at any point and reading it
 * back changes nothing. Arrays are indexed like the plan's.
 */
export interface State {
  status: 'running' | 'succeeded' | 'failed';
  /** Why it failed. */
  fault: Fault | null;
  /** Per step, see StepStatus. */
  readonly steps: number[];
  /** Per step: deliveries still awaited before it starts. */
  readonly missing: number[];
  /** Per input: connections that may still deliver. */
  readonly live: number[];
  /** Per input: the connection that delivered, or -1. */
  readonly via: number[];
  /** Per output slot: the value of the step's latest run. */
  readonly values: JsonValue[];
  /** Per step: the call that is under way, or 0. */
  readonly calls: number[];
  readonly scopes: ScopeState[];
  /** Steps that can start and iterations that have ended (as ~scope), in order; `agendaHead` is next. */
  agenda: number[];
  agendaHead: number;
  /** Work steps that wait for room under the concurrency limit. */
  queued: number[];
  inFlight: number;
  nextCall: number;
  /** Node runs so far: what is metered, and bounded. */
  transitions: number;
}

export const StepStatus = { waiting: 0, started: 1, done: 2, skipped: 3 } as const;

export interface ScopeState {
  active: boolean;
  /** Counts from 0. */
  iteration: number;
  /** Steps of the present iteration that are neither done nor skipped. */
  pending: number;
  /** An Iterator's array. */
  items: JsonValue[] | null;
  /** A Loop's values for the next iteration's LoopInput. */
  carried: JsonObject | null;
  /** What a Loop's controller decided in this iteration. */
  decision: Decision | null;
  /** What has been gathered from an Iterator's body, per gather step in the order of PlanScope.gatherers. */
  harvests: JsonValue[][] | null;
  /** The iterations around the steps of this scope, outermost first, this one last. */
  chain: ExecutionChainItem[];
}

export interface Decision {
  goesOn: boolean;
  returned: JsonObject;
  exits: JsonObject;
}

/** What the invocation brings: the document, for the Input node of that name and its output. */
export interface FlowInput {
  readonly nodeName: string;
  /** Defaults to the Input node's only output. */
  readonly outputName?: string;
  readonly document: JsonValue;
}

/**
 * The state before anything has run. A document that does not fit is not an error here: the first advance reports it
 * as the execution's failure, since the cloud answers it inside the stream (api-runtime.md section 3).
 */
export function createState(plan: Plan, input: FlowInput): State {
  const state: State = {
    status: 'running',
    fault: null,
    steps: plan.steps.map(() => StepStatus.waiting),
    missing: plan.initialMissing.slice(),
    live: plan.initialLive.slice(),
    via: plan.inputs.map(() => -1),
    values: new Array<JsonValue>(plan.outputCount).fill(null),
    calls: plan.steps.map(() => 0),
    scopes: plan.scopes.map(() => ({
      active: false,
      iteration: 0,
      pending: 0,
      items: null,
      carried: null,
      decision: null,
      harvests: null,
      chain: [],
    })),
    agenda: [~0],
    agendaHead: 0,
    queued: [],
    inFlight: 0,
    nextCall: 1,
    transitions: 0,
  };
  state.fault = accept(plan, state, input);
  return state;
}

/** Puts the document in its slot, or says why it cannot be. */
function accept(plan: Plan, state: State, input: FlowInput): Fault | null {
  const sources = (plan.scopes[0]?.sources ?? []).map((index) => plan.steps[index]);
  const source = sources.find((step) => step?.name === input.nodeName);
  const known = sources.map((step) => `"${step?.name}"`).join(', ');
  if (!source)
    return callerFault(`The flow has no Input node named "${input.nodeName}". Send the input to ${known}.`);
  const output = input.outputName
    ? source.outputs.find((entry) => entry.name === input.outputName)
    : source.outputs[0];
  if (!output) {
    const names = source.outputs.map((entry) => `"${entry.name}"`).join(', ');
    return callerFault(
      `Input node "${source.name}" has no output named "${input.outputName ?? ''}". Its output is ${names}.`,
    );
  }
  if (!isOfType(input.document, output.type))
    return callerFault(
      `Expected type for Node Output ${output.name} of Node ${source.name} to be ${output.type.toUpperCase()}. Actual type is ${dataTypeOf(input.document).toUpperCase()}.`,
    );
  state.values[output.slot] = input.document;
  return null;
}

const callerFault = (message: string): Fault => ({ kind: 'validation', blame: 'caller', message });
