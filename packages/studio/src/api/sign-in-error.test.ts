import { ConnectionError, StreambedError } from '@streambed/client';
import { expect, test } from 'vitest';
import { signInErrorFrom } from './sign-in-error.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const at = (minutes: number) => new Date(NOW - minutes * 60_000).toUTCString();

test.each([
  [new ConnectionError('x'), null, { kind: 'unreachable' }],
  [
    new StreambedError('UnrecognizedClientException', 'no key', 'r', 403),
    at(0),
    { kind: 'wrongKey', requestId: 'r' },
  ],
  [new StreambedError('InvalidSignatureException', 'does not match', 'r', 403), at(0), { kind: 'wrongKey' }],
  [
    new StreambedError('InvalidSignatureException', 'Signature expired: …', 'r', 403),
    at(-90),
    { kind: 'clock', minutesAhead: -90 },
  ],
  [
    new StreambedError('InvalidSignatureException', 'Signature not yet current: …', 'r', 403),
    at(7),
    { kind: 'clock', minutesAhead: 7 },
  ],
  [
    new StreambedError('ThrottlingException', 'slow down', 'r', 429),
    null,
    { kind: 'refused', message: 'slow down' },
  ],
  [new Error('odd'), null, { kind: 'refused', message: 'odd' }],
])('%s at %s', (error, date, expected) => {
  expect(signInErrorFrom(error, date, NOW)).toMatchObject(expected);
});
