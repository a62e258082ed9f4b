import type { JsonValue } from '@streambed/model';
import type { GetGuardrailResponse, GuardrailStatus } from '@streambed/model/bedrock';
import type {
  FlowAliasConcurrencyConfiguration,
  FlowAliasRoutingConfigurationListItem,
  FlowDefinition,
  FlowStatus,
  FlowValidation,
  PromptVariant,
} from '@streambed/model/bedrock-agent';
import type {
  RunFault,
  RunFigures,
  RunKind,
  RunMode,
  RunRecording,
  RunStatus,
} from '@streambed/model/streambed';
import type {
  ChunkRepository,
  DataSourceRepository,
  DocumentIdentity,
  IngestionJobRepository,
  KnowledgeBaseDocumentRepository,
  KnowledgeBaseRepository,
} from './knowledge-base-records.ts';

/** Whose data: every repository function takes it first, and no row is reached without it. */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/**
 * What is kept. Reads see every write that was acknowledged; a write is acknowledged only when it is on disk.
 * Any string may be given for any string, NUL and lone surrogates included, and comes back as it was. A damaged row
 * fails the get that asks for it (CorruptRow), is left out of lists and reported to the operator.
 * Implementations: dialects/sqlite (embedded), later PostgreSQL; contract.ts states the behaviour.
 */
export interface Store {
  readonly flows: FlowRepository;
  readonly flowVersions: FlowVersionRepository;
  readonly flowAliases: FlowAliasRepository;
  readonly prompts: PromptRepository;
  readonly guardrails: GuardrailRepository;
  readonly tags: TagRepository;
  readonly clientTokens: ClientTokenRepository;
  readonly studioSessions: StudioSessionRepository;
  readonly studioDocuments: StudioDocumentRepository;
  readonly runs: RunRepository;
  readonly knowledgeBases: KnowledgeBaseRepository;
  readonly dataSources: DataSourceRepository;
  readonly ingestionJobs: IngestionJobRepository;
  readonly knowledgeBaseDocuments: KnowledgeBaseDocumentRepository;
  readonly chunks: ChunkRepository;
  /**
   * Runs `work` in one transaction: all of it or nothing. The repositories handed to `work` write in it; nothing of
   * it is visible before it is on disk. Concurrent calls share one disk sync (group commit) but not their failures.
   *
   * `work` holds up all other writes: it may ask the repositories that it was handed, and nothing slow. A statement
   * that fails ends the transaction, even when `work` swallows the error.
   * @throws StoreError (store-error.ts), or whatever `work` throws
   */
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Called after each committed change of a flow, its versions, aliases or their tags, so that caches can let go. */
  onFlowChanged(listener: (scope: Scope, flowId: string) => void): void;
  /** Called after each commit that changes which chunks of a document are searched. */
  onDocumentChanged(listener: (scope: Scope, document: DocumentIdentity) => void): void;
  close(): Promise<void>;
}

export type Repositories = Omit<Store, 'transaction' | 'onFlowChanged' | 'onDocumentChanged' | 'close'>;

/** Times are wall time in ms since the epoch. */
export interface FlowRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly executionRoleArn: string;
  readonly customerEncryptionKeyArn?: string;
  readonly definition?: FlowDefinition;
  readonly status: FlowStatus;
  readonly validations: readonly FlowValidation[];
  /** What TSTALIASID serves: the definition and role of the last successful PrepareFlow. */
  readonly prepared?: PreparedDraft;
  /** The highest version number ever given out; numbers are never reused. */
  readonly lastVersion: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface PreparedDraft {
  readonly definition: FlowDefinition;
  readonly executionRoleArn: string;
  readonly preparedAt: number;
}

export interface FlowVersionRecord {
  readonly flowId: string;
  readonly version: number;
  readonly name: string;
  readonly description?: string;
  readonly executionRoleArn: string;
  readonly customerEncryptionKeyArn?: string;
  readonly definition: FlowDefinition;
  readonly status: FlowStatus;
  readonly createdAt: number;
}

export interface FlowAliasRecord {
  readonly flowId: string;
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly routingConfiguration: readonly FlowAliasRoutingConfigurationListItem[];
  readonly concurrencyConfiguration?: FlowAliasConcurrencyConfiguration;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** `version` 0 is the draft. */
export interface PromptRecord {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description?: string;
  readonly customerEncryptionKeyArn?: string;
  readonly defaultVariant?: string;
  readonly variants: readonly PromptVariant[];
  /** On the draft: the highest version number ever given out. */
  readonly lastVersion: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a guardrail checks, as GetGuardrail shows it: every default written out, names without `Config`. */
export type GuardrailPolicies = Pick<
  GetGuardrailResponse,
  | 'topicPolicy'
  | 'contentPolicy'
  | 'wordPolicy'
  | 'sensitiveInformationPolicy'
  | 'contextualGroundingPolicy'
  | 'automatedReasoningPolicy'
  | 'crossRegionDetails'
>;

/** `version` 0 is DRAFT. */
export interface GuardrailRecord {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description?: string;
  readonly policies: GuardrailPolicies;
  readonly blockedInputMessaging: string;
  readonly blockedOutputsMessaging: string;
  readonly kmsKeyArn?: string;
  readonly status: GuardrailStatus;
  /** On the draft: the highest version number ever given out. */
  readonly lastVersion: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * A page in a stable order; `after` is `Page.next` of the page before, else the list fails with InvalidPageKey.
 * `limit` is at least 1.
 */
export interface PageRequest {
  readonly limit: number;
  readonly after?: string;
}

export interface Page<Row> {
  /** At most `limit`; fewer though more follow, when damaged rows were left out. */
  readonly rows: readonly Row[];
  /** Present when more rows follow. */
  readonly next?: string;
}

export interface FlowRepository {
  get(scope: Scope, flowId: string): Promise<FlowRecord | undefined>;
  /** DuplicateRow when the id is taken. */
  insert(scope: Scope, flow: FlowRecord): Promise<void>;
  /** Replaces the row; false when it is gone. `createdAt`, its place in the list, must be as it was inserted. */
  update(scope: Scope, flow: FlowRecord): Promise<boolean>;
  /** Deletes the flow with its versions, aliases and their tags. */
  delete(scope: Scope, flowId: string): Promise<boolean>;
  /** Newest first. */
  list(scope: Scope, page: PageRequest): Promise<Page<FlowRecord>>;
  count(scope: Scope): Promise<number>;
}

export interface FlowVersionRepository {
  get(scope: Scope, flowId: string, version: number): Promise<FlowVersionRecord | undefined>;
  /** DuplicateRow when the number is taken, MissingParent when the flow is not there. */
  insert(scope: Scope, version: FlowVersionRecord): Promise<void>;
  delete(scope: Scope, flowId: string, version: number): Promise<boolean>;
  /** Highest number first. */
  list(scope: Scope, flowId: string, page: PageRequest): Promise<Page<FlowVersionRecord>>;
  count(scope: Scope, flowId: string): Promise<number>;
}

export interface FlowAliasRepository {
  get(scope: Scope, flowId: string, aliasId: string): Promise<FlowAliasRecord | undefined>;
  /** DuplicateRow when the id is taken, MissingParent when the flow is not there. */
  insert(scope: Scope, alias: FlowAliasRecord): Promise<void>;
  /** Replaces the row; false when it is gone. `createdAt` must be as it was inserted. */
  update(scope: Scope, alias: FlowAliasRecord): Promise<boolean>;
  /** Its tags go too. */
  delete(scope: Scope, flowId: string, aliasId: string): Promise<boolean>;
  /** Newest first, TSTALIASID last. */
  list(scope: Scope, flowId: string, page: PageRequest): Promise<Page<FlowAliasRecord>>;
  count(scope: Scope, flowId: string): Promise<number>;
  /** Ids of the aliases that route to a version. */
  routedTo(scope: Scope, flowId: string, version: string): Promise<readonly string[]>;
}

/** Resources that have a draft and numbered versions, in one table: prompts, guardrails. */
export interface DraftAndVersionRepository<Record> {
  /** `version` 0 is the draft. */
  get(scope: Scope, id: string, version: number): Promise<Record | undefined>;
  /** DuplicateRow when this version of the resource is there. */
  insert(scope: Scope, record: Record): Promise<void>;
  /** Replaces the row; false when it is gone. `createdAt` must be as it was inserted. */
  update(scope: Scope, record: Record): Promise<boolean>;
  /** One version, or with undefined the resource with all of them; what is deleted loses its tags too. */
  delete(scope: Scope, id: string, version: number | undefined): Promise<boolean>;
  /** Drafts of all resources, newest first. */
  listDrafts(scope: Scope, page: PageRequest): Promise<Page<Record>>;
  /** All versions of one resource, the draft first, then the highest number. */
  listVersions(scope: Scope, id: string, page: PageRequest): Promise<Page<Record>>;
  countDrafts(scope: Scope): Promise<number>;
  /** Numbered versions; the draft is not one. */
  countVersions(scope: Scope, id: string): Promise<number>;
}

/** Each version of a prompt has tags of its own. */
export type PromptRepository = DraftAndVersionRepository<PromptRecord>;

/** A guardrail has tags, its versions have none. */
export interface GuardrailRepository extends DraftAndVersionRepository<GuardrailRecord> {
  /** Ids of the guardrails whose draft has that name; names of versions do not count. */
  named(scope: Scope, name: string): Promise<readonly string[]>;
}

export interface TagRepository {
  /** Tags of a resource; empty when it has none. Keys are data: returned as a Map. */
  get(scope: Scope, resourceArn: string): Promise<ReadonlyMap<string, string>>;
  /** Adds or overwrites. */
  put(scope: Scope, resourceArn: string, tags: ReadonlyMap<string, string>): Promise<void>;
  remove(scope: Scope, resourceArn: string, keys: readonly string[]): Promise<void>;
  removeAll(scope: Scope, resourceArn: string): Promise<void>;
}

/** Idempotency: the answer given for a client token, and a digest of what was asked. */
export interface ClientTokenRecord {
  readonly operation: string;
  readonly token: string;
  /** SHA-256 of the canonical request parameters, hex. */
  readonly requestDigest: string;
  /** The response given, as JSON text. */
  readonly response: string;
  readonly createdAt: number;
}

export interface ClientTokenRepository {
  /** Ignores rows older than `notBefore` (ms since the epoch). */
  get(
    scope: Scope,
    operation: string,
    token: string,
    notBefore: number,
  ): Promise<ClientTokenRecord | undefined>;
  /** Takes the place of a record more than 24 hours older; DuplicateRow when there is a younger one. */
  insert(scope: Scope, record: ClientTokenRecord): Promise<void>;
  /** In all scopes: nothing of them is shown. The store itself does this now and then. */
  deleteOlderThan(time: number): Promise<void>;
}

/** Somebody who is signed in to the studio. */
export interface StudioSessionRecord {
  readonly id: string;
  /** Keyed digest of what the browser's cookie holds, hex: a copy of the database opens no session. */
  readonly tokenDigest: string;
  readonly principalArn: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface StudioSessionRepository {
  /**
   * Those of all scopes that end after `time` (ms since the epoch), for the server itself, which is asked by people of
   * whom it does not know yet who they are. Damaged ones are left out.
   */
  listLiving(time: number): Promise<readonly (StudioSessionRecord & { readonly scope: Scope })[]>;
  /** DuplicateRow when the id is taken. */
  insert(scope: Scope, session: StudioSessionRecord): Promise<void>;
  delete(scope: Scope, sessionId: string): Promise<boolean>;
  /** In all scopes: nothing of them is shown. Those that end at `time` (ms since the epoch) or earlier. */
  deleteExpired(time: number): Promise<void>;
}

/** What the studio keeps beside a flow's definition: positions, notes, saved inputs. It goes with the flow. */
export interface StudioDocumentRecord {
  readonly flowId: string;
  readonly content: JsonValue;
  /** 1 for the first, one more with each change. */
  readonly revision: number;
  readonly updatedAt: number;
}

export interface StudioDocumentRepository {
  get(scope: Scope, flowId: string): Promise<StudioDocumentRecord | undefined>;
  /** Takes the place of the one before; MissingParent when the flow is not there. */
  put(scope: Scope, document: StudioDocumentRecord): Promise<void>;
}

/** An execution of a flow, or of a part of it: how it went, without its values. */
export interface RunRecord {
  readonly id: string;
  readonly flowId: string;
  readonly flowAliasId?: string;
  /** `DRAFT` or a number; absent for a definition that was stored nowhere. */
  readonly flowVersion?: string;
  readonly kind: RunKind;
  readonly mode: RunMode;
  /** The path of the node that a partial run is about. */
  readonly node?: string;
  readonly parentRunId?: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Durations are kept to the microsecond, dollars to the billionth. */
  readonly figures: RunFigures;
  readonly fault?: RunFault;
  /** Why it was stopped. */
  readonly reason?: string;
  readonly principalArn?: string;
  readonly recording: RunRecording;
  readonly executionId?: string;
  readonly pinCount: number;
  /** Of the events that were recorded, the number of the last. */
  readonly eventCount: number;
  readonly eventsLeftOut: number;
  /** Characters that its material and events take up. */
  readonly storedSize: number;
}

/** Consecutive events of a run; what `content` holds is for executions to say. */
export interface RunEventChunk {
  readonly firstNumber: number;
  readonly lastNumber: number;
  readonly content: string;
}

/** Which runs a list shows; what is absent does not matter. */
export interface RunFilter {
  readonly flowId?: string;
  readonly flowAliasId?: string;
  readonly flowVersion?: string;
  readonly status?: RunStatus;
  readonly kind?: RunKind;
  /** At this time or later, ms since the epoch. */
  readonly startedFrom?: number;
  /** Before this time. */
  readonly startedBefore?: number;
  readonly minDurationMs?: number;
  readonly errorKind?: string;
  /** The path of the node that failed, or that a partial run is about. */
  readonly node?: string;
  readonly principalArn?: string;
}

export interface FiguresRequest {
  /** From this time on, ms since the epoch, … */
  readonly from: number;
  /** … until before this one. */
  readonly before: number;
  /** The time is divided into so many equal parts. */
  readonly buckets: number;
  readonly by: 'Flow' | 'Version' | 'Alias';
  readonly flowId?: string;
}

/** Sums over runs. Damaged rows may count in them; the report on integrity names those. */
export interface FlowFiguresRecord {
  readonly flowId: string;
  readonly flowVersion?: string;
  readonly flowAliasId?: string;
  readonly runs: number;
  readonly failed: number;
  /** The median duration of whole runs that succeeded. */
  readonly p50Ms?: number;
  /** Absent when no run has a price. */
  readonly usd?: number;
  readonly lastRunAt: number;
  readonly runsPerBucket: readonly number[];
  readonly failedPerBucket: readonly number[];
}

/** What the runs of one scope take up. */
export interface RunHoldings {
  readonly scope: Scope;
  readonly runs: number;
  readonly withValues: number;
  /** Characters, over the runs with values. */
  readonly storedSize: number;
}

export interface RunRepository {
  get(scope: Scope, runId: string): Promise<RunRecord | undefined>;
  /** DuplicateRow when the id is taken. */
  insert(scope: Scope, run: RunRecord): Promise<void>;
  /** Replaces the row; false when it is gone. `startedAt` must be as it was inserted. */
  update(scope: Scope, run: RunRecord): Promise<boolean>;
  /** Newest first. */
  list(scope: Scope, filter: RunFilter, page: PageRequest): Promise<Page<RunRecord>>;
  /** What the run was given. */
  material(scope: Scope, runId: string): Promise<string | undefined>;
  /** MissingParent when the run is not there, DuplicateRow when it has material. */
  insertMaterial(scope: Scope, runId: string, content: string): Promise<void>;
  /** The chunks with events after the number, in order, at most `limit`. */
  events(scope: Scope, runId: string, after: number, limit: number): Promise<readonly RunEventChunk[]>;
  /** MissingParent when the run is not there, DuplicateRow when these events are. */
  insertEvents(scope: Scope, runId: string, chunk: RunEventChunk): Promise<void>;
  /** Deletes material and events and leaves the figures; false when the run is gone or has none. */
  forgetValues(scope: Scope, runId: string): Promise<boolean>;
  /** In no order. */
  figures(scope: Scope, request: FiguresRequest): Promise<readonly FlowFiguresRecord[]>;
  /** Ids of runs with values that have ended, oldest first. */
  oldestWithValues(scope: Scope, limit: number): Promise<readonly string[]>;
  /** Deletes the oldest runs that have ended, of those that started before the time; answers how many. */
  deleteOldest(scope: Scope, startedBefore: number, limit: number): Promise<number>;
  /** In all scopes, for the server itself: what retention has to look after. */
  holdings(): Promise<readonly RunHoldings[]>;
  /** In all scopes, for the server itself, which ends at its start what its predecessor left. Damaged ones are left out. */
  underWay(): Promise<readonly (RunRecord & { readonly scope: Scope })[]>;
}
