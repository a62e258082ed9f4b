import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProviderFailed } from '../../../provider-adapter.ts';
import type { ProviderFailure } from '../../../provider-failure.ts';
import { createAiSdkAdapter } from '../ai-sdk-adapter.ts';
import type { AiSdkType } from '../ai-sdk-type.ts';
import { startWireServer, type WireServer } from '../wire/wire-server.fixture.ts';

const SECRET = 'canary-1c8e5d2f';
const NOW = Date.parse('2026-01-01T00:00:00Z');

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(() => server.close());

async function failureOf(type: AiSdkType, baseUrl = server.origin): Promise<ProviderFailure> {
  const adapter = createAiSdkAdapter(type, { fetch, secrets: [SECRET], clock: { now: () => NOW } });
  const messages = [{ role: 'user' as const, content: [{ text: 'Hello' }] }];
  const attempt = {
    provider: { name: 'p', type, baseUrl, apiKey: () => SECRET },
    modelName: 'm',
    idempotencyKey: 'key',
    signal: new AbortController().signal,
  };
  const caught = await Promise.allSettled([
    adapter.converse({ modelId: 'm', messages }, attempt),
    adapter.converseStream({ modelId: 'm', messages }, attempt)[Symbol.asyncIterator]().next(),
  ]);
  const [whole, streamed] = caught.map((result) => {
    if (result.status === 'rejected' && result.reason instanceof ProviderFailed) return result.reason.failure;
    throw new Error('It did not fail as it should.');
  });
  expect(streamed).toEqual(whole);
  expect(JSON.stringify(whole)).not.toContain(SECRET);
  return whole as ProviderFailure;
}

const openAi = (code: string | null, message: string, type = 'invalid_request_error') => ({
  error: { message, type, param: null, code },
});
const anthropic = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
});
const google = (code: number, status: string, message: string, details?: object[]) => ({
  error: { code, message, status, ...(details ? { details } : {}) },
});

type Row = [
  what: string,
  type: AiSdkType,
  status: number,
  body: object,
  failure: Partial<ProviderFailure>,
  headers?: Record<string, string>,
];

const TOO_LONG = { kind: 'validation', detail: 'contextTooLong', retryable: false } as const;
const REFUSED = { kind: 'validation', detail: 'refused', retryable: false } as const;
const EXHAUSTED = { kind: 'throttling', detail: 'exhausted', retryable: false } as const;
const SLOW_DOWN = { kind: 'throttling', retryable: true } as const;
const DENIED = { kind: 'accessDenied', retryable: false } as const;
const UNKNOWN_MODEL = { kind: 'dependencyFailed', detail: 'unknownModel', retryable: false } as const;
const PASSING = { kind: 'dependencyFailed', retryable: true } as const;

const rows: readonly Row[] = [
  [
    'OpenAI: context length',
    'openai',
    400,
    openAi('context_length_exceeded', "This model's maximum context length is 128000 tokens."),
    TOO_LONG,
  ],
  [
    'vLLM: context length',
    'openai-compatible',
    400,
    {
      object: 'error',
      message: "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    TOO_LONG,
  ],
  [
    'vLLM: decoder prompt',
    'openai-compatible',
    400,
    openAi(null, 'The decoder prompt (length 5000) is longer than the maximum model length of 4096.'),
    TOO_LONG,
  ],
  [
    'llama.cpp: context size',
    'openai-compatible',
    400,
    {
      error: {
        code: 400,
        message: 'the request exceeds the available context size, try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 9000,
        n_ctx: 4096,
      },
    },
    TOO_LONG,
  ],
  [
    'LM Studio: overflow',
    'openai-compatible',
    400,
    {
      error:
        'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded …',
    },
    TOO_LONG,
  ],
  [
    'Anthropic: prompt too long',
    'anthropic',
    400,
    anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    TOO_LONG,
  ],
  [
    'Anthropic: with max_tokens',
    'anthropic',
    400,
    anthropic(
      'invalid_request_error',
      'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000',
    ),
    TOO_LONG,
  ],
  [
    'Anthropic: too many bytes',
    'anthropic',
    413,
    anthropic('request_too_large', 'Request exceeds'),
    TOO_LONG,
  ],
  [
    'Gemini: token count',
    'google',
    400,
    google(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    ),
    TOO_LONG,
  ],
  [
    'OpenAI: content policy',
    'openai',
    400,
    openAi('content_policy_violation', 'Your request was rejected by our safety system.'),
    REFUSED,
  ],
  [
    'Azure: content filter',
    'openai',
    400,
    openAi('content_filter', "The response was filtered due to the prompt triggering Azure OpenAI's content"),
    REFUSED,
  ],
  [
    'Anthropic: output blocked',
    'anthropic',
    400,
    anthropic('invalid_request_error', 'Output blocked by content filtering policy'),
    REFUSED,
  ],
  [
    'OpenAI: throttled',
    'openai',
    429,
    openAi('rate_limit_exceeded', 'Rate limit reached', 'requests'),
    { ...SLOW_DOWN, retryAfterMs: 20_000 },
    { 'retry-after': '20' },
  ],
  [
    'OpenAI: throttled, by its own headers',
    'openai',
    429,
    openAi('rate_limit_exceeded', 'Rate limit reached', 'tokens'),
    { ...SLOW_DOWN, retryAfterMs: 361_500 },
    {
      'x-ratelimit-remaining-requests': '99',
      'x-ratelimit-reset-requests': '1h',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6m1.5s',
    },
  ],
  [
    'OpenAI: no quota left',
    'openai',
    429,
    openAi('insufficient_quota', 'You exceeded your current quota', 'insufficient_quota'),
    EXHAUSTED,
  ],
  ['DeepSeek: no money left', 'openai-compatible', 402, openAi(null, 'Insufficient Balance'), EXHAUSTED],
  [
    'Anthropic: throttled, by its own headers',
    'anthropic',
    429,
    anthropic('rate_limit_error', 'This request would exceed your rate limit'),
    { ...SLOW_DOWN, retryAfterMs: 30_000 },
    {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:10Z',
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': '2026-01-01T00:00:30Z',
      'anthropic-ratelimit-tokens-remaining': '5',
      'anthropic-ratelimit-tokens-reset': '2026-01-01T01:00:00Z',
    },
  ],
  [
    'Anthropic: no credit left',
    'anthropic',
    400,
    anthropic('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
    EXHAUSTED,
  ],
  ['Anthropic: overloaded', 'anthropic', 529, anthropic('overloaded_error', 'Overloaded'), PASSING],
  [
    'Gemini: limit of a minute',
    'google',
    429,
    google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota', [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier' }],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.2s' },
    ]),
    { ...SLOW_DOWN, retryAfterMs: 34_200 },
  ],
  [
    'Gemini: limit of a day',
    'google',
    429,
    google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota', [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
      },
    ]),
    EXHAUSTED,
  ],
  ['Gemini: overloaded', 'google', 503, google(503, 'UNAVAILABLE', 'The model is overloaded.'), PASSING],
  [
    'LiteLLM: context length, of any provider behind it',
    'openai-compatible',
    400,
    openAi('400', 'litellm.ContextWindowExceededError: litellm.BadRequestError: OpenAIException - …'),
    TOO_LONG,
  ],
  [
    'LiteLLM: refused by the provider behind it',
    'openai-compatible',
    400,
    openAi('400', 'litellm.BadRequestError: litellm.ContentPolicyViolationError: AzureException - …'),
    REFUSED,
  ],
  [
    'LiteLLM: a model that it does not have',
    'openai-compatible',
    400,
    openAi('400', '/chat/completions: Invalid model name passed in model=m. Call `/v1/models` to …'),
    UNKNOWN_MODEL,
  ],
  [
    'LiteLLM: wrong key, where it has no database',
    'openai-compatible',
    400,
    openAi('400', 'No connected db.', 'no_db_connection'),
    DENIED,
  ],
  [
    'Gemini: wrong key, a 400',
    'google',
    400,
    google(400, 'INVALID_ARGUMENT', `API key not valid: ${SECRET}`, [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
    ]),
    DENIED,
  ],
  ['OpenAI: wrong key', 'openai', 401, openAi('invalid_api_key', `Incorrect API key: ${SECRET}`), DENIED],
  ['Anthropic: forbidden', 'anthropic', 403, anthropic('permission_error', 'Not allowed'), DENIED],
  [
    'OpenAI: no such model',
    'openai',
    404,
    openAi('model_not_found', 'The model `m` does not exist'),
    UNKNOWN_MODEL,
  ],
  [
    'Ollama: no such model',
    'openai-compatible',
    404,
    {
      error: {
        message: 'model "m" not found, try pulling it first',
        type: 'api_error',
        param: null,
        code: null,
      },
    },
    UNKNOWN_MODEL,
  ],
  ['a gateway that gave up', 'openai-compatible', 504, {}, { ...PASSING, detail: 'timedOut' }],
  [
    'a request that is wrong',
    'openai',
    400,
    openAi('invalid_value', `Invalid schema for ${SECRET}`),
    {
      kind: 'dependencyFailed',
      retryable: false,
      reason: 'answered 400 invalid_value: Invalid schema for ***',
    },
  ],
];

describe('an error that a provider answers with', () => {
  test.each(rows)('%s', async (_, type, status, body, failure, headers = {}) => {
    server.answer({ status, headers, pieces: [JSON.stringify(body)] });
    const { reason, ...rest } = await failureOf(type);
    const { reason: words, ...expected } = failure;
    expect(rest).toEqual(expected);
    if (words !== undefined) expect(reason).toBe(words);
    expect(reason).toMatch(/^[a-z]/u);
    expect(reason).toContain(String(status));
  });

  test('says nothing that was not asked: no retry time where none is given', async () => {
    server.answer({ status: 429, headers: { 'retry-after': 'soon' }, pieces: ['{}'] });
    expect(await failureOf('openai')).toEqual({ ...SLOW_DOWN, reason: 'asked to slow down (429)' });
  });
});

test('nobody at the address is unreachable, and may be there a moment later', async () => {
  const gone = await startWireServer();
  await gone.close();
  expect(await failureOf('anthropic', gone.origin)).toEqual({
    kind: 'badGateway',
    detail: 'unreachable',
    reason: 'could not be reached (ECONNREFUSED)',
    retryable: true,
  });
});
