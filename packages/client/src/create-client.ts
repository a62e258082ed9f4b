import type {
  CreateSessionResponse,
  CreateSignInLinkResponse,
  DoctorResponse,
  GetModelSettingsResponse,
  GetPreparedFlowResponse,
  GetRunResponse,
  GetStudioDocumentResponse,
  ListFlowFiguresResponse,
  ListRunsResponse,
  PutStudioDocumentResponse,
  StopRunResponse,
} from '@streambed/model/streambed';
import { ConnectionError, StreambedError } from './errors.ts';
import { operationRequest } from './operation-request.ts';
import { readRun } from './read-run.ts';
import { createSigner } from './signer.ts';
import type { CallOptions, RunStream, StreambedClient, StreambedClientOptions } from './streambed-client.ts';

const RUN_ID_HEADER = 'x-streambed-run-id';

/** A client of the server at the endpoint. Nothing is sent before the first call. */
export const createStreambedClient = (options: StreambedClientOptions): StreambedClient => {
  const sign = createSigner(options);
  const { fetch = globalThis.fetch.bind(globalThis) } = options;
  /** How far the server's clock is ahead of ours, ms; learnt when a signature was refused for its time. */
  let clockOffset = 0;

  const send = async (name: string, input: object, signal: AbortSignal | undefined): Promise<Response> => {
    const request = operationRequest(name, input);
    const attempt = async (): Promise<Response> => {
      const { url, ...signed } = await sign(request, new Date(Date.now() + clockOffset));
      signal?.throwIfAborted();
      try {
        return await fetch(url, {
          ...signed,
          ...(signal && { signal }),
          redirect: 'error',
          cache: 'no-store',
        });
      } catch (error) {
        signal?.throwIfAborted();
        throw new ConnectionError(`The server at ${options.endpoint} cannot be reached.`, { cause: error });
      }
    };
    const response = await attempt();
    if (response.ok) return response;
    const error = await readError(response);
    const offset = clockOffsetOf(error, response);
    if (offset === undefined) throw error;
    clockOffset = offset;
    const second = await attempt();
    if (second.ok) return second;
    throw await readError(second);
  };

  const call = async <Output>(name: string, input: object, { signal }: CallOptions = {}): Promise<Output> => {
    const response = await send(name, input, signal);
    try {
      return (await response.json()) as Output;
    } catch (error) {
      signal?.throwIfAborted();
      throw new ConnectionError('The answer of the server broke off.', { cause: error });
    }
  };

  const stream = async (name: string, input: object, { signal }: CallOptions = {}): Promise<RunStream> => {
    const response = await send(name, input, signal);
    const runId = response.headers.get(RUN_ID_HEADER) ?? (input as { readonly runId?: string }).runId ?? '';
    return { runId, events: readRun(response, signal) };
  };

  return {
    createSession: (callOptions) => call<CreateSessionResponse>('CreateSession', {}, callOptions),
    createSignInLink: (callOptions) => call<CreateSignInLinkResponse>('CreateSignInLink', {}, callOptions),
    getPreparedFlow: (input, callOptions) =>
      call<GetPreparedFlowResponse>('GetPreparedFlow', input, callOptions),
    getStudioDocument: (input, callOptions) =>
      call<GetStudioDocumentResponse>('GetStudioDocument', input, callOptions),
    putStudioDocument: (input, callOptions) =>
      call<PutStudioDocumentResponse>('PutStudioDocument', input, callOptions),
    startRun: (input, callOptions) => stream('StartRun', input, callOptions),
    getRunEvents: (input, callOptions) => stream('GetRunEvents', input, callOptions),
    getRun: (input, callOptions) => call<GetRunResponse>('GetRun', input, callOptions),
    listRuns: (input, callOptions) => call<ListRunsResponse>('ListRuns', input, callOptions),
    stopRun: (input, callOptions) => call<StopRunResponse>('StopRun', input, callOptions),
    listFlowFigures: (input, callOptions) =>
      call<ListFlowFiguresResponse>('ListFlowFigures', input, callOptions),
    doctor: (input = {}, callOptions) => call<DoctorResponse>('Doctor', input, callOptions),
    getModelSettings: (callOptions) => call<GetModelSettingsResponse>('GetModelSettings', {}, callOptions),
  };
};

/** The modelled error of an answer; of anything else that answered, what can be said about it. */
const readError = async (response: Response): Promise<StreambedError> => {
  const text = await response.text().catch(() => '');
  let body: { readonly __type?: unknown; readonly message?: unknown } = {};
  try {
    body = JSON.parse(text) ?? {};
  } catch {
    // Something between answered, in a form of its own.
  }
  const name = response.headers.get('x-amzn-errortype') ?? body.__type;
  return new StreambedError(
    typeof name === 'string' ? name : 'UnknownError',
    typeof body.message === 'string' ? body.message : `The server answered with status ${response.status}.`,
    response.headers.get('x-amzn-requestid') ?? '',
    response.status,
  );
};

/** ms that the server's clock is ahead, where that is why it refused; the AWS SDKs look for the same words. */
const clockOffsetOf = ({ name, message }: StreambedError, { headers }: Response): number | undefined => {
  const isAboutTime =
    name === 'InvalidSignatureException' && /^Signature (expired|not yet current):/.test(message);
  const serverTime = Date.parse(headers.get('date') ?? '');
  return isAboutTime && !Number.isNaN(serverTime) ? serverTime - Date.now() : undefined;
};
