import type { Repositories, Scope, Store } from '../store.ts';

/*
 * A lane is one flow that a writer takes through numbered steps. Each step is one transaction over several tables, so
 * that a torn one would show; every tenth deletes the flow with all that belongs to it.
 */

export const laneScope: Scope = { accountId: '000000000000', region: 'us-east-1' };
export const ABSENT = 'absent';

const arnOf = (lane: string) => `arn:aws:bedrock:us-east-1:000000000000:flow/${lane}`;
const PAD = 'x'.repeat(600);

export const stateAfter = (step: number): string => (step % 10 === 0 ? ABSENT : `step ${step}`);

/** Takes a lane to a step; resolves when that is acknowledged. */
export function writeStep(store: Store, lane: string, step: number): Promise<void> {
  if (stateAfter(step) === ABSENT) return store.flows.delete(laneScope, lane).then(() => {});
  return store.transaction(async (inside) => {
    const existing = await inside.flows.get(laneScope, lane);
    const flow = {
      id: lane,
      name: PAD,
      executionRoleArn: 'role',
      status: 'NotPrepared' as const,
      validations: [],
      lastVersion: step,
      createdAt: existing?.createdAt ?? step,
      updatedAt: step,
    };
    if (existing) await inside.flows.update(laneScope, flow);
    else await inside.flows.insert(laneScope, flow);
    await inside.flowVersions.insert(laneScope, {
      flowId: lane,
      version: step,
      name: PAD,
      executionRoleArn: 'role',
      definition: {},
      status: 'Prepared',
      createdAt: step,
    });
    await inside.tags.put(laneScope, arnOf(lane), new Map([['step', String(step)]]));
  });
}

/** The state of a lane as found; a torn one is told as such. */
export async function readLane(store: Repositories, lane: string): Promise<string> {
  const flow = await store.flows.get(laneScope, lane);
  const [version] = (await store.flowVersions.list(laneScope, lane, { limit: 1 })).rows;
  const tag = (await store.tags.get(laneScope, arnOf(lane))).get('step');
  const parts = [flow?.lastVersion, version?.version, tag === undefined ? undefined : Number(tag)];
  if (new Set(parts).size > 1) return `torn: flow ${parts[0]}, version ${parts[1]}, tag ${parts[2]}`;
  return parts[0] === undefined ? ABSENT : `step ${parts[0]}`;
}
