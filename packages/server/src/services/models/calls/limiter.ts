import type { Clock } from '@streambed/flow/ports';
import { matchesWildcard } from '../../wildcard.ts';
import type { LimitRule, ModelsConfiguration } from '../configuration.ts';
import { namesOf } from '../model-ids.ts';
import type { Target } from '../routing.ts';
import { CallFailed } from './call-failed.ts';
import { createDayBudget, type DayBudget } from './day-budget.ts';
import { createSlots, type Slots } from './slots.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';
import { wait } from './wait.ts';

/** A call's turn under the limits. */
export interface Turn {
  /** Ends it; `usedTokens` replaces the estimate, and none is given for a call that failed. */
  end(usedTokens?: number): void;
}

export interface Limiter {
  /** Whether anything limits calls of this model; when not, `turn` need not be asked for. */
  limits(modelId: string, target: Target): boolean;
  /**
   * Waits for the call's turn. Rejects with CallFailed when that would be longer than calls may wait (`throttling`), or
   * the day's budget is used up (`exhausted`), and with the signal's reason.
   */
  turn(modelId: string, target: Target, estimatedTokens: number, signal: AbortSignal): Promise<Turn>;
}

interface Rule {
  readonly pattern: string;
  readonly requests: TokenBucket | undefined;
  readonly tokens: TokenBucket | undefined;
  readonly day: DayBudget | undefined;
}

/** Keeps the limits of the configuration; everything it knows is in memory, and of this process alone. */
export function createLimiter(
  { limits, limitWaitMs }: Pick<ModelsConfiguration, 'limits' | 'limitWaitMs'>,
  clock: Clock,
): Limiter {
  const rules = limits.map((rule) => ruleOf(rule, clock));
  const slots = new Map<string, Slots>();
  const slotsOf = ({ provider: { name, concurrency } }: Target): Slots | undefined => {
    if (concurrency === undefined) return undefined;
    const found = slots.get(name) ?? createSlots(concurrency, clock);
    slots.set(name, found);
    return found;
  };
  const rulesOf = (modelId: string): readonly Rule[] => {
    if (rules.length === 0) return [];
    const names = namesOf(modelId);
    return rules.filter(({ pattern }) => names.some((name) => matchesWildcard(pattern, name)));
  };

  return {
    limits: (modelId, target) => target.provider.concurrency !== undefined || rulesOf(modelId).length > 0,
    async turn(modelId, target, estimatedTokens, signal) {
      const taken: (() => void)[] = [];
      const giveBackAll = (): void => {
        for (const giveBack of taken) giveBack();
      };
      const held = rulesOf(modelId);
      let delay = 0;
      for (const rule of held) {
        const result = take(rule, estimatedTokens, limitWaitMs);
        if ('failed' in result) {
          giveBackAll();
          throw result.failed;
        }
        taken.push(result.giveBack);
        delay = Math.max(delay, result.delay);
      }
      let release = (): void => {};
      try {
        if (delay > 0) await wait(delay, clock, signal);
        release = (await slotsOf(target)?.take(limitWaitMs, signal)) ?? release;
      } catch (error) {
        giveBackAll();
        throw error;
      }
      let ended = false;
      return {
        end(usedTokens = 0) {
          if (ended) return;
          ended = true;
          release();
          const unused = estimatedTokens - usedTokens;
          for (const { tokens, day } of held) {
            tokens?.giveBack(unused);
            day?.giveBack(unused);
          }
        },
      };
    },
  };
}

const ruleOf = (rule: LimitRule, clock: Clock): Rule => ({
  pattern: rule.pattern,
  requests:
    rule.requestsPerMinute === undefined
      ? undefined
      : createTokenBucket(rule.requestsPerMinute, clock.monotonic),
  tokens:
    rule.tokensPerMinute === undefined ? undefined : createTokenBucket(rule.tokensPerMinute, clock.monotonic),
  day: rule.tokensPerDay === undefined ? undefined : createDayBudget(rule.tokensPerDay, clock.now),
});

/** Takes from all parts of a rule or from none. */
function take(
  { pattern, requests, tokens, day }: Rule,
  estimatedTokens: number,
  longest: number,
): { readonly delay: number; readonly giveBack: () => void } | { readonly failed: CallFailed } {
  if (day && !day.take(estimatedTokens))
    return {
      failed: refused(
        `has ${day.left()} tokens of this day left, where this call may take ${estimatedTokens} (tokensPerDay of models.limits for ${pattern})`,
        'exhausted',
      ),
    };
  const forTokens = tokens ? tokens.take(estimatedTokens, longest) : 0;
  const forRequests = forTokens === undefined ? undefined : requests ? requests.take(1, longest) : 0;
  const giveBack = (): void => {
    day?.giveBack(estimatedTokens);
    if (forTokens !== undefined) tokens?.giveBack(estimatedTokens);
    if (forRequests !== undefined) requests?.giveBack(1);
  };
  if (forTokens !== undefined && forRequests !== undefined)
    return { delay: Math.max(forTokens, forRequests), giveBack };
  giveBack();
  return {
    failed: refused(`may not be asked again within ${longest / 1_000} s (models.limits for ${pattern})`),
  };
}

const refused = (reason: string, detail?: 'exhausted'): CallFailed =>
  new CallFailed(
    { kind: 'throttling', reason, retryable: false, ...(detail === undefined ? {} : { detail }) },
    1,
  );
