import { bedrock, bedrockAgent, bedrockAgentRuntime, bedrockRuntime, streambed } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceException } from '../protocol/index.ts';
import { exampleKey } from './test-support/sign.ts';
import { failure, unsigned, verify } from './test-support/verify.ts';

describe('every operation', () => {
  const operations = [bedrock, bedrockAgent, bedrockAgentRuntime, bedrockRuntime, streambed].flatMap(
    (model) =>
      model.operations.map(({ operation, method, uri }) => ({
        operation,
        method,
        target: uri.replace(/\{\w+\}/g, 'ABCDEFGHIJ'),
      })),
  );
  const basic = Buffer.from(`AKIDEXAMPLE:${exampleKey.secretAccessKey.reveal()}`).toString('base64');
  const wrong = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
  const date = ['x-amz-date', '20260102T030405Z'];
  const doors: readonly [name: string, code: string, headers: readonly string[], query?: string][] = [
    ['nothing', 'MissingAuthenticationTokenException', []],
    ['an empty Authorization', 'MissingAuthenticationTokenException', ['authorization', '']],
    ['a blank Authorization', 'MissingAuthenticationTokenException', ['authorization', '  ']],
    ['an API key', 'MissingAuthenticationTokenException', ['x-api-key', exampleKey.secretAccessKey.reveal()]],
    ['a cookie', 'MissingAuthenticationTokenException', ['cookie', 'session=1']],
    ['a token in the query', 'MissingAuthenticationTokenException', [], 'token=1&access_token=2'],
    [
      'Signature Version 2 in the query',
      'MissingAuthenticationTokenException',
      [],
      'AWSAccessKeyId=AKIDEXAMPLE&Signature=x&Expires=9999999999',
    ],
    [
      'Bearer',
      'IncompleteSignatureException',
      ['authorization', `Bearer ${exampleKey.secretAccessKey.reveal()}`],
    ],
    ['Basic', 'IncompleteSignatureException', ['authorization', `Basic ${basic}`]],
    [
      'Signature Version 2',
      'IncompleteSignatureException',
      ['authorization', 'AWS AKIDEXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=', ...date],
    ],
    [
      'Signature Version 4A',
      'IncompleteSignatureException',
      ['authorization', wrong.replace('HMAC', 'ECDSA-P256'), ...date],
    ],
    ['a wrong signature', 'InvalidSignatureException', ['authorization', wrong, ...date]],
    [
      'an unknown key',
      'UnrecognizedClientException',
      ['authorization', wrong.replace('AKIDEXAMPLE', 'test'), ...date],
    ],
    [
      'an unsigned payload',
      'InvalidSignatureException',
      [
        'authorization',
        wrong.replace('host;', 'host;x-amz-content-sha256;'),
        ...date,
        'x-amz-content-sha256',
        'UNSIGNED-PAYLOAD',
      ],
    ],
  ];
  it.each(doors)('refuses %s', (_, code, headers, query) => {
    for (const { operation, method, target } of operations) {
      const request = unsigned(headers, query === undefined ? target : `${target}?${query}`, method, '{}');
      expect(failure(request), operation).toMatchObject({ code });
    }
  });

  it.each(doors)('keeps secrets out of the answer to %s', (_, __, headers, query) => {
    const { message } = failure(unsigned(headers, `/flows/${query === undefined ? '' : `?${query}`}`));
    expect(message).not.toContain(exampleKey.secretAccessKey.reveal());
    expect(message).not.toContain(basic);
  });
});

it('throws nothing but ServiceException, whatever is sent', () => {
  const word = fc.constantFrom(
    ...[
      'AWS4-HMAC-SHA256 ',
      'Credential=',
      'SignedHeaders=',
      'Signature=',
      'AKIDEXAMPLE',
      '/',
      ',',
      ';',
      '=',
      ' ',
    ],
    ...[
      '20260102',
      '20260102T030405Z',
      'us-east-1',
      'bedrock',
      'aws4_request',
      'host',
      'x-amz-date',
      ':authority',
    ],
    ...['__proto__', '0'.repeat(64), '\u00ff', '%'],
  );
  const text = fc
    .array(fc.oneof({ weight: 5, arbitrary: word }, fc.string()), { maxLength: 25 })
    .map((words) => words.join(''));
  const parameter = fc.constantFrom(
    'Algorithm',
    'Credential',
    'Date',
    'Expires',
    'SignedHeaders',
    'Signature',
    'Security-Token',
  );
  const query = fc
    .array(fc.tuple(parameter, text), { maxLength: 8 })
    .map((pairs) =>
      pairs.map(([name, value]) => `X-Amz-${name}=${encodeURIComponent(value.toWellFormed())}`).join('&'),
    );
  fc.assert(
    fc.property(
      fc.option(text),
      fc.option(text),
      fc.oneof(fc.constant(''), query),
      (authorization, date, search) => {
        const headers = [
          ...(authorization === null ? [] : ['authorization', authorization]),
          ...(date === null ? ['x-amz-date', '20260102T030405Z'] : ['x-amz-date', date]),
        ];
        expect(() => verify(unsigned(headers, `/flows/?${search}`))).toThrow(ServiceException);
      },
    ),
    { numRuns: 3000 },
  );
});
