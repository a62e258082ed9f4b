import type {
  CreateSessionResponse,
  CreateSignInLinkResponse,
  DoctorRequest,
  DoctorResponse,
  GetModelSettingsResponse,
  GetPreparedFlowRequest,
  GetPreparedFlowResponse,
  GetRunEventsRequest,
  GetRunRequest,
  GetRunResponse,
  GetStudioDocumentRequest,
  GetStudioDocumentResponse,
  ListFlowFiguresRequest,
  ListFlowFiguresResponse,
  ListRunsRequest,
  ListRunsResponse,
  PutStudioDocumentRequest,
  PutStudioDocumentResponse,
  RunEvent,
  StartRunRequest,
  StopRunRequest,
  StopRunResponse,
} from '@streambed/model/streambed';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface StreambedClientOptions {
  /** `http://127.0.0.1:4600` */
  readonly endpoint: string;
  readonly region: string;
  /** Asked before every request, so that credentials may be renewed. */
  readonly credentials: () => Promise<Credentials>;
  /** In place of the platform's own. */
  readonly fetch?: typeof fetch;
}

/** A run's events as they come, in batches. Ends with the run, or with the signal. */
export interface RunStream {
  readonly runId: string;
  readonly events: AsyncIterable<readonly RunEvent[]>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/**
 * Streambed's own operations, for browsers and Node. Each rejects with a StreambedError that carries the name of the
 * modelled exception, its message and the request id; a server that cannot be reached is `ConnectionError`.
 */
export interface StreambedClient {
  createSession(options?: CallOptions): Promise<CreateSessionResponse>;
  /** A code that signs in once, for `/studio/sign-in#code=…`. */
  createSignInLink(options?: CallOptions): Promise<CreateSignInLinkResponse>;
  /** What TSTALIASID runs; nothing of a flow that was never prepared. */
  getPreparedFlow(input: GetPreparedFlowRequest, options?: CallOptions): Promise<GetPreparedFlowResponse>;
  getStudioDocument(
    input: GetStudioDocumentRequest,
    options?: CallOptions,
  ): Promise<GetStudioDocumentResponse>;
  putStudioDocument(
    input: PutStudioDocumentRequest,
    options?: CallOptions,
  ): Promise<PutStudioDocumentResponse>;
  startRun(input: StartRunRequest, options?: CallOptions): Promise<RunStream>;
  /** Events after the number; `follow` stays until the run ends. */
  getRunEvents(input: GetRunEventsRequest, options?: CallOptions): Promise<RunStream>;
  getRun(input: GetRunRequest, options?: CallOptions): Promise<GetRunResponse>;
  listRuns(input: ListRunsRequest, options?: CallOptions): Promise<ListRunsResponse>;
  stopRun(input: StopRunRequest, options?: CallOptions): Promise<StopRunResponse>;
  listFlowFigures(input: ListFlowFiguresRequest, options?: CallOptions): Promise<ListFlowFiguresResponse>;
  /** All checks, or those of one part. */
  doctor(input?: DoctorRequest, options?: CallOptions): Promise<DoctorResponse>;
  getModelSettings(options?: CallOptions): Promise<GetModelSettingsResponse>;
}
