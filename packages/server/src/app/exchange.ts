import type { Clock, Ids, Ports } from '@streambed/flow/ports';
import type { Executions } from '../executions/index.ts';
import type { AttemptLimit, Caller, Sessions } from '../identity/index.ts';
import type { Operation, OperationContext, Quotas, ServerFacts, SignIn } from '../operations/index.ts';
import type { OperationInput, RequestHead, Route, WireResponse } from '../protocol/index.ts';
import type { Scope, Store } from '../store/index.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { OwnHost } from './own-host.ts';
import { type BodyBudget, keep, RequestAborted } from './request-body.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { ResponseStream } from './stream-response.ts';
import type { StudioFiles } from './studio-files.ts';

/** What the pipeline needs of the rooms; made once per server. */
export interface Rooms {
  readonly store: Store;
  readonly executions: Executions;
  readonly ports: Ports;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly quotas: Quotas;
  readonly pageTokenKey: Uint8Array;
  /** Who signed; throws ServiceException. Called before anything touches the store. */
  authenticate(head: RequestHead, body: Uint8Array): Caller;
  readonly limits: Limits;
  readonly bodies: BodyBudget;
  readonly signIn: SignIn;
  readonly knowledgeBaseWork: OperationContext['knowledgeBaseWork'];
  readonly server: ServerFacts;
  readonly sessions: Sessions;
  readonly cookie: SessionCookie;
  readonly attempts: AttemptLimit;
  readonly studio: StudioFiles;
  readonly isOwnHost: OwnHost;
  readonly log: Log;
  /** Requests that take longer than this many ms are logged, streams excepted. */
  readonly slowRequest: number;
}

/** What the exchanges of one front door share. */
export interface DoorState {
  /** From their head to the last byte handed over. */
  readonly running: Set<Exchange>;
  /** True once the server takes nothing new. */
  draining: boolean;
}

/** One request with all that the steps of the pipeline learn about it, in the order of the steps. */
export class Exchange implements OperationContext {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly rooms: Rooms;
  readonly door: DoorState;
  readonly requestId: string;
  /** Monotonic, ms. */
  readonly startedAt: number;

  head: RequestHead | undefined;
  route: Route | undefined;
  /** Why no operation was found: told only to callers who signed. */
  routeError: unknown;
  body: Uint8Array | undefined;
  #caller: Caller | undefined;
  #scope: Scope | undefined;
  input: OperationInput | undefined;
  operation: Operation<OperationInput> | undefined;
  output: unknown;
  answer: WireResponse | undefined;

  /** Set while the answer is a stream of frames. */
  stream: ResponseStream | undefined;
  /** True once nobody is there to be answered. */
  hungUp = false;
  #abort: AbortController | undefined;
  #abortReason: Error | undefined;
  /** Lets go of what is held; undefined once the exchange is over. */
  #held: Set<() => void> | undefined = new Set();

  constructor(request: HttpRequest, response: HttpResponse, rooms: Rooms, door: DoorState) {
    this.door = door;
    this.request = request;
    this.response = response;
    this.rooms = rooms;
    this.requestId = rooms.ids.uuid();
    this.startedAt = rooms.clock.monotonic();
  }

  /** Made when first asked for: most operations never look. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#abortReason !== undefined) this.#abort.abort(this.#abortReason);
    }
    return this.#abort.signal;
  }

  abort(reason: Error): void {
    this.#abortReason ??= reason;
    this.#abort?.abort(this.#abortReason);
  }

  /** A value of its own, as operations take what they need out of their context. */
  readonly hold = (bytes: number): (() => void) => {
    const held = this.#held;
    if (held === undefined) throw new RequestAborted();
    const release = keep(this.rooms.bodies, bytes);
    held.add(release);
    return () => {
      held.delete(release);
      release();
    };
  };

  /** The response is closed. Whoever closed it before its end takes the work that is under way along. */
  closed(): void {
    for (const release of this.#held ?? []) release();
    this.#held = undefined;
    const isCut = this.stream === undefined ? !this.response.writableEnded : this.stream.hangUp();
    if (!isCut) return;
    this.hungUp = true;
    this.abort(new RequestAborted());
  }

  /** What answers of this exchange carry. */
  get now(): number {
    return this.rooms.clock.now();
  }

  get caller(): Caller {
    return must(this.#caller);
  }
  set caller(caller: Caller) {
    this.#caller = caller;
    this.#scope = { accountId: caller.accountId, region: caller.region };
  }
  /** Undefined before the signature was verified; for the log. */
  get callerIfKnown(): Caller | undefined {
    return this.#caller;
  }
  get scope(): Scope {
    return must(this.#scope);
  }
  get store(): Store {
    return this.rooms.store;
  }
  get executions(): Executions {
    return this.rooms.executions;
  }
  get ports(): Ports {
    return this.rooms.ports;
  }
  get clock(): Clock {
    return this.rooms.clock;
  }
  get ids(): Ids {
    return this.rooms.ids;
  }
  get quotas(): Quotas {
    return this.rooms.quotas;
  }
  get signIn(): SignIn {
    return this.rooms.signIn;
  }

  get knowledgeBaseWork(): OperationContext['knowledgeBaseWork'] {
    return this.rooms.knowledgeBaseWork;
  }
  get server(): ServerFacts {
    return this.rooms.server;
  }
  get pageTokenKey(): Uint8Array {
    return this.rooms.pageTokenKey;
  }
}

/** A step ran before the one that it builds on: the table of the pipeline is wrong. */
export const must = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('a step of the pipeline runs before the one that it needs');
  return value;
};
