import type { PriceRow, ProviderType } from '../configuration.ts';

/** Where the prices hold: other providers of the same models ask their own. */
export interface PriceFamily {
  readonly types: readonly ProviderType[];
  readonly rows: readonly PriceRow[];
}

/** Columns: pattern, input, output, cacheRead, cacheWrite. */
type Row = readonly [
  pattern: string,
  input: number,
  output?: number,
  cacheRead?: number,
  cacheWrite?: number,
];

const rows = (...table: readonly Row[]): readonly PriceRow[] =>
  table.map(([pattern, input, output, cacheRead, cacheWrite]) => ({
    pattern,
    input,
    ...(output === undefined ? {} : { output }),
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
  }));

/**
 * List prices of well-known models in US dollars per million tokens, as far as known in August 2026: standard service,
 * shortest context tier, on demand, us-east-1 for Bedrock. An estimate to compare runs with, never a bill: what an
 * account really pays differs by region, tier, batch and contract. `models.prices` in the configuration file corrects
 * and extends it. Patterns are bare model ids without the maker's prefix (`anthropic.`); the first match counts.
 */
export const BUILT_IN_PRICES: readonly PriceFamily[] = [
  {
    // https://platform.claude.com/docs/en/about-claude/pricing; Bedrock asks the same.
    types: ['anthropic', 'amazon-bedrock'],
    rows: rows(
      ['claude-opus-4-8*', 5, 25, 0.5, 6.25],
      ['claude-opus-4-7*', 5, 25, 0.5, 6.25],
      ['claude-opus-4-5*', 5, 25, 0.5, 6.25],
      ['claude-opus-4-6*', 5, 25, 0.5, 6.25],
      ['claude-opus-4-1*', 15, 75, 1.5, 18.75],
      ['claude-opus-4-2*', 15, 75, 1.5, 18.75],
      ['claude-sonnet-4-*', 3, 15, 0.3, 3.75],
      ['claude-haiku-4-5*', 1, 5, 0.1, 1.25],
      ['claude-3-7-sonnet*', 3, 15, 0.3, 3.75],
      ['claude-3-5-sonnet*', 3, 15, 0.3, 3.75],
      ['claude-3-5-haiku*', 0.8, 4, 0.08, 1],
      ['claude-3-opus*', 15, 75, 1.5, 18.75],
      ['claude-3-sonnet*', 3, 15],
      ['claude-3-haiku*', 0.25, 1.25, 0.03, 0.3],
    ),
  },
  {
    // https://platform.openai.com/docs/pricing
    types: ['openai'],
    rows: rows(
      ['gpt-5-mini*', 0.25, 2, 0.025],
      ['gpt-5-nano*', 0.05, 0.4, 0.005],
      ['gpt-5', 1.25, 10, 0.125],
      ['gpt-5-20*', 1.25, 10, 0.125],
      ['gpt-5-chat*', 1.25, 10, 0.125],
      ['gpt-5-codex', 1.25, 10, 0.125],
      ['gpt-4.1-mini*', 0.4, 1.6, 0.1],
      ['gpt-4.1-nano*', 0.1, 0.4, 0.025],
      ['gpt-4.1', 2, 8, 0.5],
      ['gpt-4.1-20*', 2, 8, 0.5],
      ['gpt-4o-mini', 0.15, 0.6, 0.075],
      ['gpt-4o-mini-20*', 0.15, 0.6, 0.075],
      ['gpt-4o', 2.5, 10, 1.25],
      ['gpt-4o-2024-05-13', 5, 15],
      ['gpt-4o-20*', 2.5, 10, 1.25],
      ['gpt-4-turbo*', 10, 30],
      ['gpt-3.5-turbo', 0.5, 1.5],
      ['o4-mini*', 1.1, 4.4, 0.275],
      ['o3-mini*', 1.1, 4.4, 0.55],
      ['o3', 2, 8, 0.5],
      ['o3-20*', 2, 8, 0.5],
      ['o1', 15, 60, 7.5],
      ['o1-20*', 15, 60, 7.5],
      ['text-embedding-3-small', 0.02],
      ['text-embedding-3-large', 0.13],
      ['text-embedding-ada-002', 0.1],
    ),
  },
  {
    // https://ai.google.dev/gemini-api/docs/pricing
    types: ['google'],
    rows: rows(
      ['gemini-3.1-pro-preview', 2, 12, 0.2],
      ['gemini-3-pro-preview', 2, 12, 0.2],
      ['gemini-3-flash-preview', 0.5, 3, 0.05],
      ['gemini-2.5-pro', 1.25, 10, 0.125],
      ['gemini-2.5-flash-lite', 0.1, 0.4, 0.01],
      ['gemini-2.5-flash', 0.3, 2.5, 0.03],
      ['gemini-2.0-flash-lite*', 0.075, 0.3],
      ['gemini-2.0-flash', 0.1, 0.4, 0.025],
      ['gemini-2.0-flash-001', 0.1, 0.4, 0.025],
      ['gemini-embedding-001', 0.15],
    ),
  },
  {
    // https://aws.amazon.com/bedrock/pricing/, us-east-1
    types: ['amazon-bedrock'],
    rows: rows(
      ['nova-micro-v1*', 0.035, 0.14, 0.00875],
      ['nova-lite-v1*', 0.06, 0.24, 0.015],
      ['nova-pro-v1*', 0.8, 3.2, 0.2],
      ['nova-premier-v1*', 2.5, 12.5, 0.625],
      ['titan-text-lite-v1*', 0.15, 0.2],
      ['titan-text-express-v1*', 0.2, 0.6],
      ['titan-text-premier-v1*', 0.5, 1.5],
      ['titan-embed-text-v1*', 0.1],
      ['titan-embed-text-v2*', 0.02],
      ['llama3-8b-instruct*', 0.3, 0.6],
      ['llama3-70b-instruct*', 2.65, 3.5],
      ['llama3-1-8b-instruct*', 0.22, 0.22],
      ['llama3-1-70b-instruct*', 0.72, 0.72],
      ['llama3-1-405b-instruct*', 2.4, 2.4],
      ['llama3-2-1b-instruct*', 0.1, 0.1],
      ['llama3-2-3b-instruct*', 0.15, 0.15],
      ['llama3-2-11b-instruct*', 0.16, 0.16],
      ['llama3-2-90b-instruct*', 0.72, 0.72],
      ['llama3-3-70b-instruct*', 0.72, 0.72],
      ['llama4-maverick*', 0.24, 0.97],
      ['llama4-scout*', 0.17, 0.66],
      ['mistral-7b-instruct*', 0.15, 0.2],
      ['mixtral-8x7b-instruct*', 0.45, 0.7],
      ['mistral-small-2402*', 1, 3],
      ['mistral-large-2402*', 4, 12],
      ['pixtral-large-2502*', 2, 6],
      ['command-r-plus-v1*', 3, 15],
      ['command-r-v1*', 0.5, 1.5],
      ['embed-english-v3', 0.1],
      ['embed-multilingual-v3', 0.1],
      ['embed-v4*', 0.12],
      ['jamba-1-5-mini*', 0.2, 0.4],
      ['jamba-1-5-large*', 2, 8],
      ['r1-v1*', 1.35, 5.4],
      ['gpt-oss-20b*', 0.07, 0.3],
      ['gpt-oss-120b*', 0.15, 0.6],
    ),
  },
];
