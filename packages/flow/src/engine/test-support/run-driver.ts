import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowDefinition, FlowNode } from '../../definition/index.ts';
import { compilePlan } from '../../plan/index.ts';
import { createState } from '../create-state.ts';
import { drive } from '../drive.ts';
import type { FlowEvent } from '../flow-event.ts';
import type { Compute, ReferenceRun } from './reference.ts';
import { describeCall, inputsOf, outputsOf } from './run-engine.ts';
import { TestClock } from './test-clock.ts';

/** Runs a flow by drive(). Work settles at once, or after one to three turns of the event loop, as `pick` says. */
export async function runDriver(
  definition: FlowDefinition,
  document: JsonValue,
  compute: Compute,
  pick: (choices: number) => number,
): Promise<ReferenceRun & { readonly events: FlowEvent[] }> {
  const plan = compilePlan(definition);
  const events: FlowEvent[] = [];
  const runs: string[] = [];
  const clock = new TestClock();
  for await (const batch of drive({
    plan,
    state: createState(plan, { nodeName: 'In', document }),
    clock,
    nodeTimeout: 1_000,
    flowTimeout: 10_000,
    breathe: turnOfTheLoop,
    execute: async (call) => {
      runs.push(describeCall(call));
      for (let turns = pick(4); turns > 0; turns--) await turnOfTheLoop();
      const node = { name: call.nodeName, outputs: call.outputs } as unknown as FlowNode;
      const inputs: JsonObject = inputsOf(call);
      return { outputs: { [call.outputs[0]!.name]: compute(node, inputs) } };
    },
  }))
    for (const event of batch) events.push(event);
  if (clock.armed > 0) throw new Error('a timer was left armed');
  return { runs, events, outputs: outputsOf(events) };
}

export const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
