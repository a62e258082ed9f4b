import type { Clock, Ids, Ports } from '@streambed/flow/ports';
import type {
  CreateSessionResponse,
  DoctorPart,
  DoctorResponse,
  GetModelSettingsResponse,
} from '@streambed/model/streambed';
import type { Executions } from '../executions/index.ts';
import type { Caller, Principal, SignInCode } from '../identity/index.ts';
import type { Scope, Store } from '../store/index.ts';
import type { KnowledgeBaseWork } from './knowledge-bases/knowledge-base-work.ts';
import type { Quotas } from './quotas.ts';

/**
 * An operation is a value: its name in the wire model, the IAM action, the resource it acts on, and the deed.
 * `handle` knows nothing of sockets, headers, statuses or permissions. Input has passed the model's constraints;
 * unknown members were dropped. Failures are ServiceException (protocol).
 */
export interface Operation<Input = never, Output = unknown> {
  readonly name: string;
  readonly service: 'bedrock' | 'bedrock-agent' | 'bedrock-agent-runtime' | 'bedrock-runtime' | 'streambed';
  /** IAM action, e.g. `bedrock:CreateFlow`; of Streambed's own operations `streambed:StartRun`. */
  readonly action: string;
  /** ARN of the resource acted on; `*` where the action has none. */
  resource(input: Input, scope: Scope): string;
  handle(input: Input, context: OperationContext): Promise<Output>;
}

/** What a handler may use. Everything is scoped to the caller's account and region. */
export interface OperationContext {
  readonly caller: Caller;
  readonly scope: Scope;
  readonly requestId: string;
  /** Aborted when the client hangs up or the server's patience at shutdown ends. */
  readonly signal: AbortSignal;
  readonly store: Store;
  readonly executions: Executions;
  /** Models, guardrails and what else the model services answer with; the same that work nodes ask. */
  readonly ports: Ports;
  /** What takes documents into knowledge bases; loaded at the first question. */
  readonly knowledgeBaseWork: () => Promise<KnowledgeBaseWork>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** How many resources there may be; from STREAMBED_QUOTAS. */
  readonly quotas: Quotas;
  /** Signs page tokens; from pageTokenKey(). */
  readonly pageTokenKey: Uint8Array;
  /** The way into the studio. */
  readonly signIn: SignIn;
  /** What the server knows about itself. */
  readonly server: ServerFacts;
  /**
   * To be called before something large is kept for this request. It counts against what the server may hold, until the
   * answer is given or the function that is returned is called. Throws ServiceUnavailableException beyond that.
   */
  hold(bytes: number): () => void;
}

/** Makes sessions of the studio, and codes that make one. */
export interface SignIn {
  /** Where browsers reach the studio, when that is not where the caller reached the server. */
  readonly publicUrl?: string;
  createSession(principal: Principal): Promise<CreateSessionResponse>;
  createCode(principal: Principal): SignInCode;
}

/** Answers that only who composed the server can give. */
export interface ServerFacts {
  /** The checks of one part, or of all. */
  diagnose(part?: DoctorPart): Promise<DoctorResponse>;
  modelSettings(signal: AbortSignal): Promise<GetModelSettingsResponse>;
}

/**
 * Where an operation stands in the table: the name alone would not do, since `bedrock` and `bedrock-agent` both have
 * TagResource, UntagResource and ListTagsForResource, each with shapes of its own.
 */
export const operationKey = (service: string, name: string): string => `${service}.${name}`;

/** Keeps the types of one operation while the table holds them all. */
export const operation = <Input, Output>(value: Operation<Input, Output>): Operation<Input, Output> => value;
