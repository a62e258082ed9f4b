import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from './secret.ts';

const secret = new Secret('hunter2');

it.each([
  ['a template', `${secret}`],
  ['String', String(secret)],
  ['a joined list', ['my secret', secret].join(': ')],
  ['JSON', JSON.stringify({ secret })],
  ['inspect', inspect({ secret }, { depth: 9, showHidden: true })],
  ['inspect without custom inspection', inspect({ secret }, { customInspect: false, showHidden: true })],
  ['an error message', new Error(`bad ${secret}`).message],
  ['its members', JSON.stringify([Object.keys(secret), Object.entries(secret), { ...secret }])],
  ['a structured clone', inspect(structuredClone(secret))],
])('does not show in %s', (_, text) => {
  expect(text).not.toContain('hunter2');
});

it('is revealed to whoever asks', () => {
  expect(secret.reveal()).toBe('hunter2');
});
