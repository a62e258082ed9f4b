import type { FlowDefinition } from '@streambed/flow/definition';
import { createState, drive } from '@streambed/flow/engine';
import { compilePlan, type Plan } from '@streambed/flow/plan';
import type { Clock, WorkResult } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';

const clock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after: (delay, action) => {
    const timer = setTimeout(action, delay);
    return () => clearTimeout(timer);
  },
};

export const compiled = (definition: FlowDefinition): Plan => compilePlan(definition);

/** Runs a plan in this process with trivial asynchronous work; answers how many events there were. */
export async function runOnce(plan: Plan, document: JsonValue): Promise<number> {
  const state = createState(plan, { nodeName: 'FlowInput', document });
  let events = 0;
  for await (const batch of drive({
    plan,
    state,
    clock,
    nodeTimeout: 300_000,
    flowTimeout: 3_600_000,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    execute: async ({ inputs }): Promise<WorkResult> => ({
      outputs: { functionResponse: `${inputs[0]!.value}.` },
    }),
  }))
    events += batch.length;
  if (state.status !== 'succeeded') throw new Error(state.fault?.message);
  return events;
}
