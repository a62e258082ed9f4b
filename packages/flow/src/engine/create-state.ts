import type { JsonValue } from '@streambed/model';
import type { Plan } from '../plan/index.ts';
import { callerFault, type Fault } from '../ports/index.ts';
import { outputMismatch } from './inputs.ts';
import { openIteration } from './iterations.ts';
import { type FlowInput, type State, StepStatus } from './state.ts';

/**
 * The state before anything has run; with several inputs for flows that have several Input nodes. A document that does not fit is not an error here: the first advance reports it
 * as the execution's failure, since the cloud answers it inside the stream (api-runtime.md section 3).
 */
export function createState(plan: Plan, input: FlowInput | readonly FlowInput[]): State {
  const state: State = {
    status: 'running',
    fault: null,
    at: 0,
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
    agenda: [],
    agendaHead: 0,
    queued: [],
    inFlight: 0,
    nextCall: 1,
    transitions: 0,
    iterations: 0,
    usage: null,
  };
  const root = plan.scopes[0]!;
  openIteration(plan, state, root);
  state.agenda.push(...root.sources);
  for (const each of Array.isArray(input) ? (input as readonly FlowInput[]) : [input as FlowInput])
    state.fault ??= accept(plan, state, each);
  return state;
}

/** Puts the document in its slot, or says why it cannot be. */
function accept(plan: Plan, state: State, input: FlowInput): Fault | null {
  const sources = plan.scopes[0]!.sources.map((index) => plan.steps[index]!);
  const source = sources.find(({ name }) => name === input.nodeName);
  if (!source)
    return callerFault(
      `The flow has no Input node named "${input.nodeName}". Send the input to ${namesOf(sources)}.`,
    ).fault;
  const output =
    input.outputName === undefined
      ? source.outputs[0]
      : source.outputs.find(({ name }) => name === input.outputName);
  if (!output)
    return callerFault(
      `Input node "${source.name}" has no output named "${input.outputName ?? ''}". Its output is ${namesOf(source.outputs)}.`,
    ).fault;
  const mismatch = outputMismatch(source.name, output, input.document);
  if (mismatch !== undefined) return callerFault(mismatch).fault;
  state.values[output.slot] = input.document;
  return null;
}

const namesOf = (entries: readonly { readonly name: string }[]): string =>
  entries.map(({ name }) => `"${name}"`).join(', ');
