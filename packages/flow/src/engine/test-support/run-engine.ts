import type { JsonObject, JsonValue } from '@streambed/model';
import { expect } from 'vitest';
import type { FlowDefinition, FlowNode } from '../../definition/index.ts';
import { compilePlan } from '../../plan/index.ts';
import { advance, outstandingCalls, type Settled } from '../advance.ts';
import { createState } from '../create-state.ts';
import type { FlowEvent } from '../flow-event.ts';
import type { State } from '../state.ts';
import { type Call, DEFAULT_SETTINGS, type EngineSettings } from '../turn.ts';
import { checkState } from './check-state.ts';
import type { Compute, ReferenceRun } from './reference.ts';

export interface EngineRun extends ReferenceRun {
  readonly events: FlowEvent[];
  readonly state: State;
  /** Most calls that were under way at once. */
  readonly widest: number;
}

export interface EngineRunOptions {
  readonly settings?: Partial<EngineSettings>;
  /** Which of the calls under way settles next; the first by default. */
  readonly pick?: (choices: number) => number;
  /** Write the state out and read it back before each advance. */
  readonly throughJson?: boolean;
  readonly inputName?: string;
  /** What work answers besides its first declared output. */
  readonly extraOutputs?: JsonObject;
}

/** Runs a flow by advance() alone: no driver, no clock, the order of answers chosen by the test. */
export function runEngine(
  definition: FlowDefinition,
  document: JsonValue,
  compute: Compute,
  options: EngineRunOptions = {},
): EngineRun {
  const { pick = () => 0, throughJson = false } = options;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const plan = compilePlan(definition);
  let state = createState(plan, { nodeName: options.inputName ?? 'In', document });
  const runs: string[] = [];
  const events: FlowEvent[] = [];
  let underWay: Call[] = [];
  let widest = 0;
  let settled: Settled | undefined;
  for (let time = 1; ; time++) {
    if (throughJson) {
      state = JSON.parse(JSON.stringify(state)) as State;
      const again = outstandingCalls(plan, state);
      const stillOwed = underWay.filter((call) => call.id !== settled?.call.id);
      expect(again.filter((call) => call.id !== settled?.call.id)).toEqual(stillOwed);
      underWay = again.filter((call) => call.id !== settled?.call.id);
      if (settled) settled = { ...settled, call: JSON.parse(JSON.stringify(settled.call)) as Call };
    }
    const turn = advance(plan, state, settled, time, settings);
    if (turn.defect !== undefined) throw turn.defect;
    for (const event of turn.events) events.push(event);
    checkState(plan, state, settings);
    for (const call of turn.calls) {
      underWay.push(call);
      runs.push(describeCall(call));
    }
    widest = Math.max(widest, underWay.length);
    settled = undefined;
    if (state.status !== 'running') break;
    if (turn.more) continue;
    const [call] = underWay.splice(pick(underWay.length), 1) as [Call];
    const node = { name: call.nodeName, outputs: call.outputs } as unknown as FlowNode;
    const value = compute(node, inputsOf(call));
    settled = { call, result: { outputs: { ...options.extraOutputs, [call.outputs[0]!.name]: value } } };
  }
  return { runs, events, state, widest, outputs: outputsOf(events) };
}

export const inputsOf = (call: Call): JsonObject =>
  Object.fromEntries(call.inputs.map(({ name, value }) => [name, value]));

export const describeCall = (call: Call): string =>
  `${call.nodeName} ${JSON.stringify(call.chain.map(({ nodeName, index }) => ({ node: nodeName, index })))} ${JSON.stringify(inputsOf(call))}`;

/** Documents per Output node in the order of their iterations, as the reference lists them. */
export function outputsOf(events: readonly FlowEvent[]): { [node: string]: JsonValue[] } {
  const outputs: { [node: string]: JsonValue[] } = {};
  for (const event of events)
    if (event.type === 'flowOutput') {
      if (!Object.hasOwn(outputs, event.nodeName)) outputs[event.nodeName] = [];
      outputs[event.nodeName]!.push(event.document);
    }
  return outputs;
}
