import { describe, expect, test } from 'vitest';
import { matchesWildcard } from '../../wildcard.ts';
import type { PriceRow, ProviderConfiguration } from '../configuration.ts';
import { BUILT_IN_PRICES } from './built-in-prices.ts';
import { createPriceTable } from './price-table.ts';

const usage = { inputTokens: 1_000_000, outputTokens: 1_000_000, totalTokens: 2_000_000 };

const usd = (
  type: ProviderConfiguration['type'],
  modelName: string,
  {
    rows = [],
    baseUrl,
    ...more
  }: { rows?: readonly PriceRow[]; baseUrl?: string } & Partial<typeof usage> & {
      cacheReadInputTokens?: number;
      cacheWriteInputTokens?: number;
    } = {},
): number | undefined =>
  createPriceTable(rows).cost(
    { provider: { name: 'p', type, ...(baseUrl === undefined ? {} : { baseUrl }) }, modelName },
    { ...usage, ...more },
  )?.usd;

describe('the cost of a million tokens in and out', () => {
  test.each([
    ['anthropic', 'claude-3-haiku-20240307', 1.5],
    ['amazon-bedrock', 'us.anthropic.claude-3-haiku-20240307-v1:0', 1.5],
    [
      'amazon-bedrock',
      'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
      1.5,
    ],
    ['anthropic', 'claude-opus-4-20250514', 90],
    ['anthropic', 'claude-opus-4-5-20251101', 30],
    ['openai', 'gpt-4o-mini', 0.75],
    ['openai', 'gpt-4o-mini-2024-07-18', 0.75],
    ['openai', 'gpt-4o', 12.5],
    ['openai', 'text-embedding-3-small', 0.02],
    ['google', 'gemini-2.5-flash-lite', 0.5],
    ['google', 'gemini-2.5-flash', 2.8],
    ['amazon-bedrock', 'amazon.nova-lite-v1:0', 0.3],
    ['amazon-bedrock', 'meta.llama3-1-8b-instruct-v1:0', 0.44],
    ['offline', 'streambed.offline-extractive-v1', 0],
  ] as const)('%s %s is %d dollars', (type, modelName, dollars) => {
    expect(usd(type, modelName)).toBeCloseTo(dollars, 9);
  });

  test.each([
    ['openai', 'gpt-99'],
    ['openai', 'ft:gpt-4o-mini:acme'],
    ['amazon-bedrock', 'acme.model-v1'],
    ['anthropic', 'gpt-4o'],
  ] as const)('%s %s is not known, which is not nothing', (type, modelName) => {
    expect(usd(type, modelName)).toBeUndefined();
  });
});

test.each([
  ['http://127.0.0.1:8000/v1', 0],
  ['http://[::1]:8000/v1', 0],
  ['http://localhost:1234/v1', 0],
  ['http://192.168.1.7/v1', 0],
  ['http://gpu-box:8000/v1', 0],
  ['http://models.internal/v1', 0],
  ['https://openrouter.ai/api/v1', undefined],
  ['http://8.8.8.8/v1', undefined],
])('gpt-4o of an OpenAI-compatible server at %s costs %s', (baseUrl, dollars) => {
  expect(usd('openai-compatible', 'gpt-4o', { baseUrl })).toBe(dollars);
});

describe('the operator’s rows', () => {
  const rows = [
    { pattern: 'llama*', input: 1, output: 2 },
    { pattern: 'anthropic.claude-3-haiku*', input: 10, output: 20 },
    { pattern: '*', input: 100 },
  ];
  test.each([
    ['openai-compatible', 'llama3.2', 'http://127.0.0.1/v1', 3],
    ['amazon-bedrock', 'us.anthropic.claude-3-haiku-20240307-v1:0', undefined, 30],
    ['openai', 'gpt-4o', undefined, 100],
    ['offline', 'streambed.offline-extractive-v1', undefined, 100],
  ] as const)('win over all others: %s %s', (type, modelName, baseUrl, dollars) => {
    expect(usd(type, modelName, { rows, ...(baseUrl === undefined ? {} : { baseUrl }) })).toBeCloseTo(
      dollars,
      9,
    );
  });
});

test.each([
  [{ input: 10, output: 20, cacheRead: 1, cacheWrite: 12 }, 10 + 20 + 1 + 12],
  [{ input: 10, output: 20 }, 10 + 20 + 10 + 10],
])('cached tokens are paid for as the row says, else as input: %j', (price, dollars) => {
  const rows = [{ pattern: '*', ...price }];
  const cached = { cacheReadInputTokens: 1_000_000, cacheWriteInputTokens: 1_000_000 };
  expect(usd('openai', 'gpt-4o', { rows, ...cached })).toBeCloseTo(dollars, 9);
});

test('no built-in row stands behind one that takes all of its models', () => {
  for (const { rows } of BUILT_IN_PRICES)
    for (const [index, { pattern }] of rows.entries())
      for (const before of rows.slice(0, index))
        expect(matchesWildcard(before.pattern, pattern), `${before.pattern} before ${pattern}`).toBe(false);
});
