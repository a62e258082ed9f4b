import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { StoreEvent } from '../dialects/sqlite/index.ts';
import type {
  ChunkRecord,
  DataSourceRecord,
  IngestionJobRecord,
  KnowledgeBaseDocumentRecord,
  KnowledgeBaseRecord,
} from '../knowledge-base-records.ts';
import type {
  ClientTokenRecord,
  FlowAliasRecord,
  FlowRecord,
  FlowVersionRecord,
  GuardrailRecord,
  Page,
  PageRequest,
  PromptRecord,
  Repositories,
  RunRecord,
  Scope,
  Store,
  StudioDocumentRecord,
  StudioSessionRecord,
} from '../store.ts';
import type { SimulatedClock } from '../test-support/simulated-clock.ts';

/** One store under the contract, with what a test must do behind its back. */
export interface StoreFixture {
  readonly store: Store;
  readonly clock: SimulatedClock;
  /** What the store reported so far. */
  readonly events: readonly StoreEvent[];
  /** Writes one cell past the store, as a failing disk would. `where` names key columns. */
  damage(
    table: string,
    where: Readonly<Record<string, string | number>>,
    column: string,
    value: unknown,
  ): void;
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<Store>;
  dispose(): Promise<void>;
}

export type OpenStore = () => Promise<StoreFixture>;

export const home: Scope = { accountId: '000000000000', region: 'us-east-1' };
/** Scopes that share one half with `home`, or none. */
export const foreignScopes: readonly Scope[] = [
  { accountId: '111111111111', region: 'us-east-1' },
  { accountId: '000000000000', region: 'eu-west-1' },
  { accountId: 'us-east-1', region: '000000000000' },
];

export const definition: FlowDefinition = {
  nodes: [
    { name: 'In', type: 'Input', outputs: [{ name: 'document', type: 'String' }] },
    { name: 'Out', type: 'Output', inputs: [{ name: 'document', type: 'String', expression: '$.data' }] },
  ],
  connections: [{ name: 'c', type: 'Data', source: 'In', target: 'Out' }],
};

export const aFlow = (over: Partial<FlowRecord> = {}): FlowRecord => ({
  id: 'FLOW000001',
  name: 'summaries',
  executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
  status: 'NotPrepared',
  validations: [],
  lastVersion: 0,
  createdAt: 1_000,
  updatedAt: 1_000,
  ...over,
});

export const aVersion = (over: Partial<FlowVersionRecord> = {}): FlowVersionRecord => ({
  flowId: 'FLOW000001',
  version: 1,
  name: 'summaries',
  executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
  definition,
  status: 'Prepared',
  createdAt: 1_000,
  ...over,
});

export const anAlias = (over: Partial<FlowAliasRecord> = {}): FlowAliasRecord => ({
  flowId: 'FLOW000001',
  id: 'ALIAS00001',
  name: 'live',
  routingConfiguration: [{ flowVersion: '1' }],
  createdAt: 1_000,
  updatedAt: 1_000,
  ...over,
});

export const aPrompt = (over: Partial<PromptRecord> = {}): PromptRecord => ({
  id: 'PROMPT0001',
  version: 0,
  name: 'greeting',
  variants: [
    { name: 'v1', templateType: 'TEXT', templateConfiguration: { text: { text: 'Hello {{name}}' } } },
  ],
  lastVersion: 0,
  createdAt: 1_000,
  updatedAt: 1_000,
  ...over,
});

export const aGuardrail = (over: Partial<GuardrailRecord> = {}): GuardrailRecord => ({
  id: 'guardrail001',
  version: 0,
  name: 'careful',
  policies: {
    topicPolicy: { topics: [{ name: 'Odds', definition: 'Bets on sports.', type: 'DENY' }] },
    automatedReasoningPolicy: { policies: ['arn:aws:bedrock:::automated-reasoning-policy/a'] },
  },
  blockedInputMessaging: 'no question',
  blockedOutputsMessaging: 'no answer',
  status: 'READY',
  lastVersion: 0,
  createdAt: 1_000,
  updatedAt: 1_000,
  ...over,
});

export const aToken = (over: Partial<ClientTokenRecord> = {}): ClientTokenRecord => ({
  operation: 'CreateFlow',
  token: 'token-1',
  requestDigest: '00ff',
  response: '{"id":"FLOW000001"}',
  createdAt: 1_000,
  ...over,
});

export const aSession = (over: Partial<StudioSessionRecord> = {}): StudioSessionRecord => ({
  id: 'session-1',
  tokenDigest: '00ff',
  principalArn: 'arn:aws:iam::000000000000:root',
  createdAt: 1_000,
  expiresAt: 9_000,
  ...over,
});

export const aDocument = (over: Partial<StudioDocumentRecord> = {}): StudioDocumentRecord => ({
  flowId: 'FLOW000001',
  content: { positions: { In: [0, 0] } },
  revision: 1,
  updatedAt: 1_000,
  ...over,
});

export const aRun = (over: Partial<RunRecord> = {}): RunRecord => ({
  id: 'run-1',
  flowId: 'FLOW000001',
  flowAliasId: 'ALIAS00001',
  flowVersion: '1',
  kind: 'Invoke',
  mode: 'Whole',
  status: 'Failed',
  startedAt: 1_000,
  endedAt: 2_500,
  figures: {
    durationMs: 1_500.25,
    nodeRuns: 3,
    iterations: 2,
    inputTokens: 10,
    outputTokens: 20,
    usd: 0.000_000_25,
    hasUnpricedCalls: true,
  },
  fault: { kind: 'dependencyFailed', message: 'It did not answer.', node: 'Refine/Critic' },
  principalArn: 'arn:aws:iam::000000000000:root',
  recording: 'Values',
  executionId: 'execution-1',
  pinCount: 0,
  eventCount: 4,
  eventsLeftOut: 0,
  storedSize: 11,
  ...over,
});

export const aKnowledgeBase = (over: Partial<KnowledgeBaseRecord> = {}): KnowledgeBaseRecord => ({
  id: 'KB00000001',
  name: 'manuals',
  roleArn: 'arn:aws:iam::000000000000:role/knowledge',
  knowledgeBaseConfiguration: {
    type: 'VECTOR',
    vectorKnowledgeBaseConfiguration: { embeddingModelArn: 'arn:aws:bedrock:us-east-1::foundation-model/e' },
  },
  status: 'ACTIVE',
  failureReasons: [],
  createdAt: 1_000,
  updatedAt: 1_000,
  ...over,
});

export const aDataSource = (over: Partial<DataSourceRecord> = {}): DataSourceRecord => ({
  id: 'DS00000001',
  knowledgeBaseId: 'KB00000001',
  name: 'shelf',
  dataSourceConfiguration: { type: 'CUSTOM' },
  dataDeletionPolicy: 'DELETE',
  status: 'AVAILABLE',
  failureReasons: [],
  createdAt: 1_000,
  updatedAt: 1_000,
  ...over,
});

export const anIngestionJob = (over: Partial<IngestionJobRecord> = {}): IngestionJobRecord => ({
  id: 'JOB0000001',
  knowledgeBaseId: 'KB00000001',
  dataSourceId: 'DS00000001',
  status: 'COMPLETE',
  statistics: {
    numberOfDocumentsScanned: 8,
    numberOfMetadataDocumentsScanned: 1,
    numberOfNewDocumentsIndexed: 2,
    numberOfModifiedDocumentsIndexed: 3,
    numberOfMetadataDocumentsModified: 0,
    numberOfDocumentsDeleted: 1,
    numberOfDocumentsFailed: 1,
    numberOfDocumentsSkipped: 0,
  },
  failureReasons: ['broken.pdf is broken.'],
  startedAt: 1_000,
  updatedAt: 2_000,
  ...over,
});

export const aSourceDocument = (
  over: Partial<KnowledgeBaseDocumentRecord> = {},
): KnowledgeBaseDocumentRecord => ({
  knowledgeBaseId: 'KB00000001',
  dataSourceId: 'DS00000001',
  documentId: 'document-1',
  sourceType: 'CUSTOM',
  status: 'INDEXED',
  metadata: { year: 1905 },
  generation: 0,
  chunkCount: 0,
  createdAt: 1_000,
  updatedAt: 1_000,
  ...over,
});

export const aChunk = (over: Partial<ChunkRecord> = {}): ChunkRecord => ({
  knowledgeBaseId: 'KB00000001',
  dataSourceId: 'DS00000001',
  documentId: 'document-1',
  generation: 1,
  ordinal: 0,
  text: 'The train to Winterthur leaves at nine.',
  start: 0,
  end: 39,
  metadata: { year: 1905 },
  vector: new Float32Array([0.6, 0.8, 0, 0]),
  ...over,
});

/** A document with these chunks, published; its knowledge base and data source must be there. */
export async function publishDocument(
  repositories: Repositories,
  scope: Scope,
  document: KnowledgeBaseDocumentRecord,
  chunks: readonly ChunkRecord[],
): Promise<void> {
  await repositories.knowledgeBaseDocuments.put(scope, document);
  await repositories.chunks.insert(scope, chunks);
  await repositories.knowledgeBaseDocuments.publish(scope, {
    ...document,
    generation: chunks[0]?.generation ?? 1,
    chunkCount: chunks.length,
  });
}

export const flowArn = 'arn:aws:bedrock:us-east-1:000000000000:flow/FLOW000001';
export const aliasArn = `${flowArn}/alias/ALIAS00001`;
export const promptArn = 'arn:aws:bedrock:us-east-1:000000000000:prompt/PROMPT0001';
export const guardrailArn = 'arn:aws:bedrock:us-east-1:000000000000:guardrail/guardrail001';

/** One row of each kind, in one scope. */
export async function insertOneOfEach(repositories: Repositories, scope: Scope): Promise<void> {
  await repositories.flows.insert(scope, aFlow({ definition, lastVersion: 1 }));
  await repositories.flowVersions.insert(scope, aVersion());
  await repositories.flowAliases.insert(scope, anAlias());
  await repositories.prompts.insert(scope, aPrompt({ lastVersion: 1 }));
  await repositories.prompts.insert(scope, aPrompt({ version: 1 }));
  await repositories.guardrails.insert(scope, aGuardrail({ lastVersion: 1 }));
  await repositories.guardrails.insert(scope, aGuardrail({ version: 1 }));
  for (const arn of [flowArn, aliasArn, promptArn, `${promptArn}:1`, guardrailArn]) {
    await repositories.tags.put(scope, arn, new Map([['team', 'docs']]));
  }
  await repositories.clientTokens.insert(scope, aToken());
  await repositories.studioSessions.insert(scope, aSession());
  await repositories.studioDocuments.put(scope, aDocument());
  await repositories.runs.insert(scope, aRun());
  await repositories.runs.insertMaterial(scope, 'run-1', 'material');
  await repositories.runs.insertEvents(scope, 'run-1', { firstNumber: 1, lastNumber: 4, content: 'events' });
  await repositories.knowledgeBases.insert(scope, aKnowledgeBase());
  await repositories.dataSources.insert(scope, aDataSource());
  await repositories.ingestionJobs.insert(scope, anIngestionJob());
  await publishDocument(repositories, scope, aSourceDocument({ inline: new Uint8Array([1, 2]) }), [aChunk()]);
}

/** All rows of a list, by pages of `limit`. */
export async function allPages<Row>(
  list: (page: PageRequest) => Promise<Page<Row>>,
  limit = 100,
): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | undefined;
  do {
    const page = await list({ limit, ...(after !== undefined && { after }) });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return rows;
}

/** Everything that a scope shows of what `insertOneOfEach` inserts. */
export async function everythingIn(repositories: Repositories, scope: Scope): Promise<unknown> {
  const flows = await allPages((page) => repositories.flows.list(scope, page));
  const drafts = await allPages((page) => repositories.prompts.listDrafts(scope, page));
  const guardrails = await allPages((page) => repositories.guardrails.listDrafts(scope, page));
  return {
    flows: await Promise.all(
      flows.map(async (flow) => ({
        flow,
        versions: await allPages((page) => repositories.flowVersions.list(scope, flow.id, page)),
        aliases: await allPages((page) => repositories.flowAliases.list(scope, flow.id, page)),
      })),
    ),
    prompts: await Promise.all(
      drafts.map((draft) => allPages((page) => repositories.prompts.listVersions(scope, draft.id, page))),
    ),
    guardrails: await Promise.all(
      guardrails.map((draft) =>
        allPages((page) => repositories.guardrails.listVersions(scope, draft.id, page)),
      ),
    ),
    tags: await Promise.all(
      [flowArn, aliasArn, promptArn, `${promptArn}:1`, guardrailArn].map((arn) =>
        repositories.tags.get(scope, arn),
      ),
    ),
    token: await repositories.clientTokens.get(scope, 'CreateFlow', 'token-1', 0),
    sessions: (await repositories.studioSessions.listLiving(0)).filter(
      (session) => session.scope.accountId === scope.accountId && session.scope.region === scope.region,
    ),
    document: await repositories.studioDocuments.get(scope, 'FLOW000001'),
    runs: await allPages((page) => repositories.runs.list(scope, {}, page)),
    material: await repositories.runs.material(scope, 'run-1'),
    events: await repositories.runs.events(scope, 'run-1', 0, 10),
    knowledgeBases: await allPages((page) => repositories.knowledgeBases.list(scope, page)),
    dataSources: await allPages((page) => repositories.dataSources.list(scope, 'KB00000001', page)),
    jobs: await allPages((page) =>
      repositories.ingestionJobs.list(scope, 'KB00000001', 'DS00000001', {}, page),
    ),
    sourceDocument: await repositories.knowledgeBaseDocuments.get(scope, aSourceDocument()),
    chunks: await repositories.chunks.ofGeneration(scope, aSourceDocument(), 1, 0, 100),
    found: (await repositories.chunks.matching(scope, 'KB00000001', ['Winterthur'], 10)).length,
  };
}
