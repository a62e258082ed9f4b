import { describe, expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import type { Connection } from './connection.ts';
import { explainError } from './explain-error.ts';

const local: Connection = {
  endpoint: 'http://127.0.0.1:4600',
  isCloud: false,
  name: 'http://127.0.0.1:4600',
};
const cloud: Connection = { isCloud: true, name: 'Amazon Bedrock in eu-west-1' };
const serviceError = (name: string, message: string, httpStatusCode: number) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
const systemError = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('an error of the SDK', () => {
  test.each([
    [
      'a refused connection',
      systemError('ECONNREFUSED'),
      3,
      /^Nothing .* http:\/\/127\.0\.0\.1:4600 \(ECONNREFUSED\)\. Start the server/,
    ],
    [
      'several refused addresses',
      new AggregateError([systemError('ECONNREFUSED')], ''),
      3,
      /\(ECONNREFUSED\)/,
    ],
    ['a broken HTTP/2 session', systemError('ERR_HTTP2_STREAM_ERROR'), 3, /ERR_HTTP2/],
    ['a cause below', new Error('failed', { cause: systemError('ENOTFOUND') }), 3, /ENOTFOUND/],
    [
      'an unknown key',
      serviceError('UnrecognizedClientException', 'no such key', 403),
      3,
      /^UnrecognizedClientException: no such key \(called http/,
    ],
    [
      'a wrong secret',
      serviceError('InvalidSignatureException', 'not equal', 403),
      3,
      /^InvalidSignatureException/,
    ],
    [
      'no permission',
      serviceError('AccessDeniedException', 'not allowed', 403),
      3,
      /^AccessDeniedException: not allowed/,
    ],
    [
      'no credentials',
      Object.assign(new Error('none found'), { name: 'CredentialsProviderError' }),
      3,
      /^There are no credentials/,
    ],
    ['no region', new Error('Region is missing'), 2, /--region/],
    [
      'a conflict',
      serviceError('ConflictException', 'is being prepared', 409),
      1,
      /^ConflictException: is being prepared$/,
    ],
  ])('such as %s', (_, error, exitCode, message) => {
    const failure = explainError(error, local);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).exitCode).toBe(exitCode);
    expect((failure as Failure).message).toMatch(message);
    expect((failure as Failure).cause).toBe(error);
  });

  test('of the cloud names another way out', () => {
    expect((explainError(systemError('ENOTFOUND'), cloud) as Failure).message).toContain(
      'Check the network and the region.',
    );
  });

  test('that is for people already stays', () => {
    const failure = new Failure('x');
    expect(explainError(failure, local)).toBe(failure);
  });

  test('that is a mistake of this program stays', () => {
    const error = new TypeError('x is undefined');
    expect(explainError(error, local)).toBe(error);
  });
});
