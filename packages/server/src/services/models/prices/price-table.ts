import { isIP } from 'node:net';
import type { Cost, TokenUsage } from '@streambed/flow/ports';
import { addressKind } from '../../outbound/address-kind.ts';
import { isLocalName } from '../../outbound/address-rules.ts';
import { hostOf } from '../../outbound/metadata-address.ts';
import { matchesWildcard } from '../../wildcard.ts';
import type { PriceRow, ProviderConfiguration } from '../configuration.ts';
import { namesOf } from '../model-ids.ts';
import type { Target } from '../routing.ts';
import { BUILT_IN_PRICES } from './built-in-prices.ts';

const MILLION = 1_000_000;

/** What tokens cost where; see built-in-prices.ts for what the figures are worth. */
export interface PriceTable {
  /** What a call cost; undefined when the model has no price. */
  cost(target: Target, usage: TokenUsage): Cost | undefined;
  /** The row that holds for the model; undefined when none does. */
  priceOf(target: Target): PriceRow | undefined;
}

/** No price at all: what runs on the operator's own machines, and the offline model. */
const FREE: PriceRow = { pattern: '*', input: 0, output: 0 };

/** The operator's rows win over everything; then what is local is free; then come the built-in rows. */
export function createPriceTable(operatorRows: readonly PriceRow[]): PriceTable {
  const priceOf = ({ provider, modelName }: Target): PriceRow | undefined => {
    const names = namesOf(modelName);
    const own = operatorRows.find(({ pattern }) => names.some((name) => matchesWildcard(pattern, name)));
    if (own) return own;
    if (isFree(provider)) return FREE;
    const bare = withoutMaker(names.at(-1) ?? modelName);
    for (const { types, rows } of BUILT_IN_PRICES) {
      const row = types.includes(provider.type) && rows.find(({ pattern }) => matchesWildcard(pattern, bare));
      if (row) return row;
    }
    return undefined;
  };
  return {
    priceOf,
    cost(target, usage) {
      const price = priceOf(target);
      return price && { usd: usdOf(price, usage) };
    },
  };
}

function usdOf(price: PriceRow, usage: TokenUsage): number {
  const { input, output = 0, cacheRead = input, cacheWrite = input } = price;
  return (
    (usage.inputTokens * input +
      usage.outputTokens * output +
      (usage.cacheReadInputTokens ?? 0) * cacheRead +
      (usage.cacheWriteInputTokens ?? 0) * cacheWrite) /
    MILLION
  );
}

/** Models that the operator runs: the offline model, and OpenAI-compatible servers at an address that is not public. */
function isFree({ type, baseUrl }: ProviderConfiguration): boolean {
  if (type === 'offline') return true;
  const url = URL.parse(baseUrl ?? '');
  return type === 'openai-compatible' && url !== null && isLocalHost(url);
}

/** Said to be near by its very name; where a public name leads to is not asked for the sake of a price. */
function isLocalHost(url: URL): boolean {
  const host = hostOf(url);
  return isIP(host) === 0 ? isLocalName(host) : addressKind(host) === 'local';
}

/** Bedrock's ids begin with the maker's name; `meta.llama3-1-8b-instruct-v1:0`. */
const withoutMaker = (bareId: string): string =>
  bareId.replace(
    /^(?:anthropic|openai|google|amazon|meta|mistral|cohere|ai21|deepseek|qwen|nvidia|microsoft)\./u,
    '',
  );
