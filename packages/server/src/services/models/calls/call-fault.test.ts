import { expect, test } from 'vitest';
import type { ProviderFailure } from '../provider-failure.ts';
import { noAnswerWithin, providerFailure, silentFor } from '../provider-failure.ts';
import { callFault } from './call-fault.ts';

const failing = (failure: Partial<ProviderFailure>): ProviderFailure => ({
  kind: 'dependencyFailed',
  reason: 'failed',
  retryable: false,
  ...failure,
});

const said = (failure: ProviderFailure, tries = 1): string =>
  callFault(
    [
      {
        modelId: 'm',
        target: { provider: { name: 'mine', type: 'openai' }, modelName: 'big' },
        failure,
        tries,
      },
    ],
    {},
  ).message;

test.each([
  ['a server that fails', failing({ reason: 'answered 500', retryable: true }), 'models.fallbacks'],
  ['a request refused', failing({ reason: 'answered 400' }), 'Change the request'],
  ['no answer in time', noAnswerWithin(3_000), 'models.timeoutSeconds'],
  ['a stream that fell silent', silentFor(3_000), 'models.streamIdleSeconds'],
  ['no such model', failing({ detail: 'unknownModel' }), 'as of its mapping in models.mappings'],
  ['a wrong key', failing({ kind: 'accessDenied' }), 'Check the key'],
  ['nobody there', failing({ kind: 'badGateway', detail: 'unreachable' }), 'baseUrl'],
  ['a day used up', failing({ kind: 'throttling', detail: 'exhausted' }), 'raise the budget'],
  ['too much to read', failing({ kind: 'validation', detail: 'contextTooLong' }), 'Shorten the prompt'],
])('%s names its way out', (_, failure, wayOut) => {
  expect(said(failure)).toContain(wayOut);
});

test.each([
  'cannot read that much: it is too long.',
  'cannot read that much: it is too long. ',
  'said: no...',
])('a sentence of a provider that ends by itself is not ended twice: %j', (reason) => {
  expect(said(failing({ reason }))).not.toMatch(/\.\s*\./u);
});

test.each([
  ['ECONNREFUSED', 'could not be reached (ECONNREFUSED)'],
  ['ECONNRESET', 'broke the connection off (ECONNRESET)'],
  ['UND_ERR_SOCKET', 'broke the connection off (UND_ERR_SOCKET)'],
])('%s: %s', (code, reason) => {
  expect(providerFailure(Object.assign(new Error('x'), { code }))).toMatchObject({
    kind: 'badGateway',
    detail: 'unreachable',
    reason,
  });
});
