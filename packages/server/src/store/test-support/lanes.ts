import type { Repositories, Scope, Store } from '../store.ts';

/*
 * A lane is one flow, and one document with its chunks, that a writer takes through numbered steps. Each step is one transaction over several tables, so
 * that a torn one would show; every tenth deletes both with all that belongs to them.
 */

export const laneScope: Scope = { accountId: '000000000000', region: 'us-east-1' };
export const ABSENT = 'absent';

const arnOf = (lane: string) => `arn:aws:bedrock:us-east-1:000000000000:flow/${lane}`;
const PAD = 'x'.repeat(600);

export const stateAfter = (step: number): string => (step % 10 === 0 ? ABSENT : `step ${step}`);

/** Takes a lane to a step; resolves when that is acknowledged. */
export function writeStep(store: Store, lane: string, step: number): Promise<void> {
  if (stateAfter(step) === ABSENT) {
    return store.transaction(async (inside) => {
      await inside.flows.delete(laneScope, lane);
      await inside.knowledgeBaseDocuments.delete(laneScope, documentOf(lane));
    });
  }
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
    await replaceDocument(inside, lane, step);
  });
}

const documentOf = (lane: string) => ({ knowledgeBaseId: lane, dataSourceId: lane, documentId: lane });
const CHUNKS = 3;

/** A new generation of the lane's document takes the place of the one before. */
async function replaceDocument(inside: Repositories, lane: string, step: number): Promise<void> {
  const times = { createdAt: step, updatedAt: step };
  if ((await inside.knowledgeBases.get(laneScope, lane)) === undefined) {
    const common = { id: lane, name: lane, failureReasons: [], ...times };
    await inside.knowledgeBases.insert(laneScope, {
      ...common,
      roleArn: 'role',
      knowledgeBaseConfiguration: { type: 'VECTOR' },
      status: 'ACTIVE',
    });
    await inside.dataSources.insert(laneScope, {
      ...common,
      knowledgeBaseId: lane,
      dataSourceConfiguration: { type: 'CUSTOM' },
      dataDeletionPolicy: 'DELETE',
      status: 'AVAILABLE',
    });
  }
  const document = {
    ...documentOf(lane),
    sourceType: 'CUSTOM',
    status: 'INDEXED',
    metadata: {},
    generation: step,
    chunkCount: CHUNKS,
    ...times,
  } as const;
  await inside.knowledgeBaseDocuments.put(laneScope, document);
  const chunks = Array.from({ length: CHUNKS }, (_, ordinal) => ({
    ...documentOf(lane),
    generation: step,
    ordinal,
    text: `step${step}`,
    start: 0,
    end: PAD.length,
    metadata: { step },
    vector: new Float32Array([1, step]),
  }));
  await inside.chunks.insert(laneScope, chunks);
  await inside.knowledgeBaseDocuments.publish(laneScope, document);
  await inside.chunks.sweep(CHUNKS - 1);
}

/** The step of the document as searches see it, by its vectors, texts and words; undefined when it is not there. */
async function readDocument(store: Repositories, lane: string): Promise<number | string | undefined> {
  const vectors = await store.chunks.vectors(laneScope, lane, 0, 100);
  const numbers = vectors.map(({ number }) => number);
  const texts = (await store.chunks.passages(laneScope, lane, numbers)).map(({ text }) => text);
  const [first] = vectors;
  if (first === undefined) return undefined;
  const step = first.vector[1] as number;
  const isWhole =
    vectors.length === CHUNKS &&
    vectors.every(({ metadata }) => metadata === JSON.stringify({ step })) &&
    texts.length === CHUNKS &&
    texts.every((text) => text === `step${step}`) &&
    (await store.chunks.frequency(laneScope, lane, `step${step}`, 100)) === CHUNKS;
  return isWhole ? step : `torn at ${step}`;
}

/** The state of a lane as found; a torn one is told as such. */
export async function readLane(store: Repositories, lane: string): Promise<string> {
  const flow = await store.flows.get(laneScope, lane);
  const [version] = (await store.flowVersions.list(laneScope, lane, { limit: 1 })).rows;
  const tag = (await store.tags.get(laneScope, arnOf(lane))).get('step');
  const parts = [
    flow?.lastVersion,
    version?.version,
    tag === undefined ? undefined : Number(tag),
    await readDocument(store, lane),
  ];
  if (new Set(parts).size > 1)
    return `torn: flow ${parts[0]}, version ${parts[1]}, tag ${parts[2]}, document ${parts[3]}`;
  return parts[0] === undefined ? ABSENT : `step ${parts[0]}`;
}
