import { describe, expect, test } from 'vitest';
import { faultOf } from '../../outcomes.fixture.ts';
import { portCall } from '../../port-call.fixture.ts';
import type { FallbackRule } from '../configuration.ts';
import type { ProviderFailure } from '../provider-failure.ts';
import type { Target } from '../routing.ts';
import { answerEvents } from './answer-events.ts';
import { CallFailed } from './call-failed.ts';
import { collected, failure, fakeCalls, request, response, target, textOf } from './calls.fixture.ts';
import type { ModelCalls } from './model-calls.ts';
import { mayFallBack, withFallbacks } from './with-fallbacks.ts';

const RULES: readonly FallbackRule[] = [{ pattern: 'a*', to: ['b', 'c'] }];

const TARGETS: Readonly<Record<string, Target>> = {
  a: target('one', 'm1'),
  b: target('two', 'm2'),
  c: target('three', 'm3'),
  'a-twin': target('two', 'm2'),
};

function setUp(
  calls: ModelCalls,
  { fallbacks = RULES, unserved }: { fallbacks?: readonly FallbackRule[]; unserved?: Target } = {},
) {
  const lines: string[] = [];
  const port = withFallbacks(calls, {
    fallbacks,
    route: (modelId) => TARGETS[modelId],
    unserved,
    log: (line) => lines.push(line),
  });
  return { port, lines };
}

const overloaded = failure({ kind: 'throttling', reason: 'asked to slow down (429)', retryable: true });
const nobody = failure({
  kind: 'badGateway',
  detail: 'unreachable',
  reason: 'could not be reached (ECONNREFUSED)',
});

describe('which failures let another model try', () => {
  test.each<[string, Partial<ProviderFailure>, boolean]>([
    ['asked to slow down', { kind: 'throttling' }, true],
    ['out of quota', { kind: 'throttling', detail: 'exhausted', retryable: false }, true],
    ['unreachable', { kind: 'badGateway', detail: 'unreachable', retryable: false }, true],
    ['answered with garbage', { kind: 'badGateway', retryable: false }, true],
    ['timed out', { kind: 'dependencyFailed', detail: 'timedOut', retryable: false }, true],
    ['a server’s error', { kind: 'dependencyFailed', retryable: true }, true],
    ['a bad request', { kind: 'validation', retryable: false }, false],
    ['another error of the request', { kind: 'dependencyFailed', retryable: false }, false],
    ['too long for the model', { kind: 'validation', detail: 'contextTooLong', retryable: false }, false],
    ['refused', { kind: 'dependencyFailed', detail: 'refused', retryable: false }, false],
    ['not of the schema', { kind: 'dependencyFailed', detail: 'malformedOutput', retryable: false }, false],
    [
      'a model that is not there',
      { kind: 'dependencyFailed', detail: 'unknownModel', retryable: false },
      false,
    ],
    ['wrong credentials', { kind: 'accessDenied', retryable: false }, false],
  ])('%s: %j: %s', async (_, change, falls) => {
    expect(mayFallBack(failure(change))).toBe(falls);
    const calls = fakeCalls(failure(change), response('from b'));
    const answer = setUp(calls).port.converse(request({ modelId: 'a' }), portCall());
    if (falls) expect((await answer).output.message.content).toEqual([{ text: 'from b' }]);
    else await faultOf(answer);
    expect(calls.made).toHaveLength(falls ? 2 : 1);
  });
});

describe('fallbacks', () => {
  test('are asked in their order, as themselves, each under a key of its own; the log says who answers', async () => {
    const calls = fakeCalls(overloaded, nobody, response('from c', { servedBy: 'three m3' }));
    const { port, lines } = setUp(calls);
    const answer = await port.converse(request({ modelId: 'a' }), portCall({ key: 'k' }));
    expect(answer.servedBy).toBe('three m3');
    expect(
      calls.made.map(({ request, target, idempotencyKey }) => [
        request.modelId,
        target.modelName,
        idempotencyKey,
      ]),
    ).toEqual([
      ['a', 'm1', 'k'],
      ['b', 'm2', 'k/fallback-1'],
      ['c', 'm3', 'k/fallback-2'],
    ]);
    expect(lines).toEqual([
      'Model a did not answer (it asked to slow down (429)); three m3 answers instead.',
    ]);
  });

  test('that fail too: the fault has the first one’s kind and everybody’s words', async () => {
    const calls = fakeCalls(overloaded, nobody, failure());
    const fault = await faultOf(setUp(calls).port.converse(request({ modelId: 'a' }), portCall()));
    expect(fault).toEqual({
      kind: 'throttling',
      blame: 'dependency',
      resourceName: 'a',
      message:
        'Node Node: model a is served by one (m1), which asked to slow down (429); its fallback b is served by two (m2), which could not be reached (ECONNREFUSED); its fallback c is served by three (m3), which answered 503. Try again later, or raise its limits.',
    });
  });

  test('are not asked for a model that answers', async () => {
    const calls = fakeCalls(response());
    const { port, lines } = setUp(calls);
    await port.converse(request({ modelId: 'a' }), portCall());
    expect(calls.made).toHaveLength(1);
    expect(lines).toEqual([]);
  });

  test('the same model under another name is not asked twice', async () => {
    const calls = fakeCalls(overloaded);
    const fallbacks = [{ pattern: 'b', to: ['a-twin', 'c'] }];
    await faultOf(setUp(calls, { fallbacks }).port.converse(request({ modelId: 'b' }), portCall()));
    expect(calls.made.map(({ target }) => target.modelName)).toEqual(['m2', 'm3']);
  });

  test('one that nothing serves is passed over and told; the offline model never takes its place', async () => {
    const calls = fakeCalls(overloaded);
    const fallbacks = [{ pattern: 'a', to: ['unknown'] }];
    const unserved = target('offline', 'offline', { type: 'offline' });
    const { port } = setUp(calls, { fallbacks, unserved });
    const fault = await faultOf(port.converse(request({ modelId: 'a' }), portCall()));
    expect(calls.made).toHaveLength(1);
    expect(fault.message).toContain('its fallback unknown is served by no provider');
  });

  test('stop at an abort', async () => {
    const controller = new AbortController();
    const reason = new Error('hung up');
    const calls: ModelCalls = {
      ...fakeCalls(),
      converse: async () => {
        controller.abort(reason);
        throw new CallFailed(overloaded, 1);
      },
    };
    const call = portCall({ signal: controller.signal });
    await expect(setUp(calls).port.converse(request({ modelId: 'a' }), call)).rejects.toBe(reason);
  });
});

describe('fallbacks of a stream', () => {
  test('are asked before its first event', async () => {
    const calls = fakeCalls(overloaded, response('from b'));
    const { port, lines } = setUp(calls);
    expect(textOf(await collected(port.converseStream(request({ modelId: 'a' }), portCall())))).toBe(
      'from b',
    );
    expect(lines).toEqual(['Model a did not answer (it asked to slow down (429)); two m2 answers instead.']);
  });

  test('are not asked after it', async () => {
    let made = 0;
    const calls: ModelCalls = {
      ...fakeCalls(),
      async *converseStream() {
        made++;
        const [first] = answerEvents(response());
        if (first) yield first;
        throw new CallFailed(overloaded, 1);
      },
    };
    const { port } = setUp(calls);
    const fault = await faultOf(collected(port.converseStream(request({ modelId: 'a' }), portCall())));
    expect(fault).toMatchObject({ kind: 'throttling', resourceName: 'a' });
    expect(made).toBe(1);
  });

  test('that all fail reject the first event', async () => {
    const { port } = setUp(fakeCalls(overloaded, nobody, nobody));
    const iterator = port.converseStream(request({ modelId: 'a' }), portCall())[Symbol.asyncIterator]();
    const fault = await faultOf(iterator.next());
    expect(fault.message).toContain('its fallback c');
  });
});

describe('a model that nothing serves', () => {
  test('is answered by what is there for that', async () => {
    const calls = fakeCalls(response());
    const unserved = target('offline', 'offline', { type: 'offline' });
    await setUp(calls, { unserved }).port.converse(request({ modelId: 'x' }), portCall());
    expect(calls.made[0]?.target).toBe(unserved);
  });

  test('is told otherwise, whether a node asks or a client', async () => {
    const { nodeName: _, ...client } = portCall();
    const { port } = setUp(fakeCalls());
    const fault = await faultOf(port.converse(request({ modelId: 'x' }), client));
    expect(fault).toEqual({
      kind: 'dependencyFailed',
      reason: 'unknownModel',
      blame: 'dependency',
      resourceName: 'x',
      message:
        'No provider serves model x; add a mapping for it to models.mappings in the configuration file.',
    });
    expect((await faultOf(port.converse(request({ modelId: 'x' }), portCall()))).message).toMatch(
      /^Node Node: no /u,
    );
  });
});
