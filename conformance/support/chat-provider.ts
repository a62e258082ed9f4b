import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the provider got it. */
export interface ChatRequest {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly {
    readonly role: string;
    readonly content: unknown;
    readonly tool_calls?: unknown;
    readonly tool_call_id?: string;
  }[];
  readonly tools?: unknown;
  readonly max_tokens?: number;
}

/** What a test makes of one request; `Talk` has what is needed to answer as OpenAI does. */
export type Talker = (talk: Talk, request: ChatRequest) => Promise<void> | void;

export interface Talk {
  readonly response: ServerResponse;
  /** A whole answer. */
  say(message: object, finishReason?: string): void;
  /** An error of the API. */
  refuse(status: number, code: string, message: string): void;
  /** One chunk of a stream; its answer begins with the first. Resolves when the socket has taken it. */
  chunk(delta: object, finishReason?: string | null): Promise<void>;
  /** The end of a stream, with the tokens that it used. */
  end(finishReason?: string): Promise<void>;
  /** Resolves when the connection of the request is closed, whoever closed it. */
  readonly closed: Promise<unknown>;
}

/** An OpenAI-compatible chat completions API on this machine, which says what tests tell it to. */
export interface ChatProvider {
  /** The `baseUrl` of it. */
  readonly url: string;
  readonly requests: ChatRequest[];
  /** What the models of this name say from now on. */
  on(model: string, talker: Talker): void;
  close(): Promise<void>;
}

const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

/**
 * Opens a provider on a free port. A model that no test speaks for is refused with 404.
 *
 * @param listsModels whether it tells the names of its models, as most do
 */
export const openChatProvider = async ({ listsModels = false } = {}): Promise<ChatProvider> => {
  const talkers = new Map<string, Talker>();
  const requests: ChatRequest[] = [];
  const server = createServer(async (request, response) => {
    response.on('error', () => {});
    if (listsModels && request.method === 'GET' && request.url?.endsWith('/models')) {
      const data = [...talkers.keys()].map((id) => ({ id, object: 'model', owned_by: 'tests' }));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ object: 'list', data }));
      return;
    }
    let text = '';
    for await (const part of request.setEncoding('utf8')) text += part;
    const asked = JSON.parse(text || '{}') as ChatRequest;
    requests.push(asked);
    const talk = talkOf(response);
    const talker = talkers.get(asked.model);
    if (talker === undefined) talk.refuse(404, 'model_not_found', 'no test speaks for this model');
    else await talker(talk, asked);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    on: (model, talker) => talkers.set(model, talker),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const talkOf = (response: ServerResponse): Talk => {
  const closed = once(response, 'close');
  const json = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const event = async (data: string) => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (response.destroyed || response.write(`data: ${data}\n\n`)) return;
    await Promise.race([once(response, 'drain'), closed]);
  };
  const of = (object: string, choice: object, more: object = {}) => ({
    id: 'chatcmpl-1',
    object,
    created: 1_700_000_000,
    model: 'local',
    choices: [{ index: 0, ...choice }],
    ...more,
  });
  const chunk: Talk['chunk'] = (delta, finish_reason = null) =>
    event(JSON.stringify(of('chat.completion.chunk', { delta, finish_reason })));
  return {
    response,
    closed,
    say: (message, finish_reason = 'stop') =>
      json(
        200,
        of('chat.completion', { message: { role: 'assistant', ...message }, finish_reason }, { usage }),
      ),
    refuse: (status, code, message) => json(status, { error: { message, type: code, code, param: null } }),
    chunk,
    async end(finishReason = 'stop') {
      await chunk({}, finishReason);
      await event(JSON.stringify({ ...of('chat.completion.chunk', {}), choices: [], usage }));
      await event('[DONE]');
      response.end();
    },
  };
};
