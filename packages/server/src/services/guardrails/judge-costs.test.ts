import { callWith, dependencyFailed, type ModelPort, type ServiceCall } from '@streambed/flow/ports';
import { describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import {
  answerOf,
  eventsOf,
  guarded,
  guardrailsOf,
  metadataOf,
  question,
  scriptedModel,
} from './guardrails.fixture.ts';
import { judgingModel } from './judge-costs.ts';
import { NOTHING_FOUND, type Policy } from './policies/policy.ts';

/** A policy that asks a judge each time, which costs as told. */
const judged = (usd: number | undefined): Policy => {
  const judge = scriptedModel(answerOf('{}', usd === undefined ? {} : { cost: { usd } }));
  return {
    async check(_input, call) {
      await judgingModel(judge).converse(question('Is it bad?'), callWith(call, { key: 'a judge' }));
      return NOTHING_FOUND;
    },
  };
};

const ask = async (policy: Policy, answer = answerOf('Fine.', { cost: { usd: 1 } })) => {
  const port = guarded(scriptedModel(answer), guardrailsOf(policy));
  const whole = await port.converse(question('How are you?'), portCall());
  const streamed = metadataOf(await eventsOf(port.converseStream(question('How are you?'), portCall())));
  return { whole, streamed };
};

describe('the cost of an answer', () => {
  test('has that of its judges in it: one check of the question, one of the answer', async () => {
    const { whole, streamed } = await ask(judged(0.25));
    expect(whole.cost).toEqual({ usd: 1.5 });
    expect(streamed?.cost).toEqual({ usd: 1.5 });
  });

  test('is not known when a judge has no price, or the model', async () => {
    for (const { whole, streamed } of [
      await ask(judged(undefined)),
      await ask(judged(0.25), answerOf('Fine.')),
    ]) {
      expect(whole).not.toHaveProperty('cost');
      expect(streamed).not.toHaveProperty('cost');
    }
  });
});

test('an answer whose check fails was paid for all the same', async () => {
  const failing: Policy = {
    check: async ({ source }) => {
      if (source === 'OUTPUT') throw dependencyFailed('judge', 'The judge is away.');
      return NOTHING_FOUND;
    },
  };
  await expect(ask(failing)).rejects.toMatchObject({
    fault: { message: 'The judge is away.' },
    usage: [{ usd: 1 }],
  });
});

test('a call for a part of the work of another has all its members, also those that are made when asked for', async () => {
  class Lazy implements ServiceCall {
    get key(): string {
      return 'run/node';
    }
    get signal(): AbortSignal {
      return new AbortController().signal;
    }
    get accountId(): string {
      return '000000000000';
    }
    get region(): string {
      return 'eu-west-1';
    }
    get nodeName(): string {
      return 'Ask';
    }
  }
  const seen: ServiceCall[] = [];
  const model: Pick<ModelPort, 'converse'> = {
    converse: async (_request, call) => {
      seen.push(call);
      return answerOf('{}');
    },
  };
  await judgingModel(model as ModelPort).converse(question('?'), callWith(new Lazy(), { key: 'part' }));
  expect(seen[0]).toMatchObject({
    key: 'part',
    accountId: '000000000000',
    region: 'eu-west-1',
    nodeName: 'Ask',
    signal: expect.any(AbortSignal),
  });
});
