import { describe, expect, test } from 'vitest';
import { fitsPattern, testTarget } from './model-tests.ts';

test.each([
  ['anthropic.claude-*', 'anthropic.claude-haiku', true],
  ['anthropic.claude-*', 'anthropicXclaude-haiku', false],
  ['*', 'anything', true],
  ['*.nova-*:0', 'amazon.nova-lite-v1:0', true],
  ['a.b', 'a.b', true],
  ['a.b', 'a.bc', false],
])('%s and %s fit: %s', (pattern, id, fits) => {
  expect(fitsPattern(pattern, id)).toBe(fits);
});

describe('a test', () => {
  const catalogue = [
    { modelId: 'x.embed', isText: false },
    { modelId: 'x.chat', isText: true },
  ];
  test.each([
    ['x.chat', false, { modelId: 'x.chat' }],
    ['unheard', false, { modelId: 'unheard' }],
    ['x.*', true, { modelId: 'x.chat' }],
    ['y.*', true, { unavailable: expect.stringContaining('pattern') }],
    ['x.embed', false, { unavailable: expect.stringContaining('numbers') }],
  ])('of %s (pattern: %s) asks %j', (modelId, isPattern, target) => {
    expect(testTarget({ modelId, isPattern }, catalogue)).toEqual(target);
  });
});
