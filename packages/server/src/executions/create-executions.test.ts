import type { FlowEvent } from '@streambed/flow/engine';
import type { FunctionPort, PortCall, Ports } from '@streambed/flow/ports';
import { describe, expect, test, vi } from 'vitest';
import { createExecutions } from './create-executions.ts';
import type { InvokeRequest } from './executions.ts';
import { echo, FlowStore, scope } from './test-support/flow-store.ts';

const request = (more: Partial<InvokeRequest> = {}): InvokeRequest => ({
  scope,
  flowId: 'FLOW',
  aliasId: 'TSTALIASID',
  flowArn: 'arn:flow',
  flowAliasArn: 'arn:alias',
  executionId: 'an-execution',
  nodeName: 'FlowInput',
  document: 'text',
  traced: true,
  principalArn: 'arn:aws:iam::000000000000:root',
  ...more,
});

function open(invoke: FunctionPort['invoke']) {
  const store = new FlowStore();
  store.add('FLOW', echo());
  let lastId = 0;
  const clock = { now: () => 1_000, monotonic: () => 0, after: () => () => {} };
  const ports = {
    functions: { invoke },
    clock,
    ids: { uuid: () => `run-${++lastId}`, resourceId: () => '' },
  } as unknown as Ports;
  const onDefect = vi.fn();
  const onEnd = vi.fn();
  const executions = createExecutions({
    store: store.asStore(),
    ports,
    clock,
    nodeTimeout: 60_000,
    flowTimeout: 60_000,
    maxTransitions: 100,
    loopContinuesWhen: true,
    onEnd,
    onDefect,
  });
  const run = async (asked: InvokeRequest, signal = new AbortController().signal) => {
    const { events } = await executions.invoke(asked, signal);
    const all: FlowEvent[] = [];
    for await (const batch of events) all.push(...batch);
    return all;
  };
  return { store, run, executions, onDefect, onEnd };
}

const answers =
  (seen: PortCall[] = []): FunctionPort['invoke'] =>
  async ({ payload }, call) => {
    seen.push(call);
    return { payload: JSON.stringify(payload).length.toString(), statusCode: 200, requestId: 'r' };
  };

describe('an invocation', () => {
  test('runs what the alias serves and tells its ports on whose behalf', async () => {
    const seen: PortCall[] = [];
    const events = await open(answers(seen)).run(request({ latency: 'optimized' }));
    expect(events.at(-1)?.type).toBe('flowCompleted');
    const { key, attempt, signal, accountId, region, roleArn, flowArn, flowAliasArn, executionId } = seen[0]!;
    expect({ accountId, region, roleArn, flowArn, flowAliasArn, executionId }).toEqual({
      ...scope,
      roleArn: 'arn:aws:iam::000000000000:role/prepared',
      flowArn: 'arn:flow',
      flowAliasArn: 'arn:alias',
      executionId: 'an-execution',
    });
    expect([key, attempt, seen[0]!.nodeName, seen[0]!.latency]).toEqual([
      'run-1/Work',
      1,
      'Work',
      'optimized',
    ]);
    expect(signal).toBeInstanceOf(AbortSignal);
  });

  test('with the executionId of another is work of its own: providers must not take one for the other', async () => {
    const seen: PortCall[] = [];
    const { run } = open(answers(seen));
    await run(request({ document: 'one' }));
    await run(request({ document: 'two' }));
    expect(new Set(seen.map(({ key }) => key)).size).toBe(2);
    expect(new Set(seen.map(({ executionId }) => executionId)).size).toBe(1);
  });

  test('tells of nodes only when it is traced', async () => {
    const { run } = open(answers());
    expect((await run(request({ traced: false }))).map(({ type }) => type)).toEqual([
      'flowOutput',
      'flowCompleted',
    ]);
  });

  test('rejects before anything ran when nothing is served', async () => {
    const { executions } = open(answers());
    const signal = new AbortController().signal;
    await expect(executions.invoke(request({ flowId: 'GONE' }), signal)).rejects.toMatchObject({
      fault: { kind: 'resourceNotFound' },
    });
  });

  test.each([
    [{ nodeName: 'Work' }, 'no Input node named "Work"'],
    [{ nodeName: 'Gone' }, 'Send the input to "FlowInput"'],
    [{ nodeOutputName: 'other' }, 'Input node "FlowInput" has no output named "other"'],
    [{ document: null }, 'Actual type is NULL'],
    [{ document: { text: 1 } }, 'to be STRING. Actual type is OBJECT'],
  ])('for %j fails in its stream, since the cloud answers it there', async (more, message) => {
    const events = await open(answers()).run(request(more));
    expect(events).toEqual([
      expect.objectContaining({
        type: 'flowFailed',
        fault: { kind: 'validation', blame: 'caller', message: expect.stringContaining(message) },
      }),
    ]);
  });

  test('that ended is told of once, with how it ended', async () => {
    const { run, onEnd } = open(answers());
    await run(request());
    const ended = { executionId: 'an-execution', flowAliasArn: 'arn:alias', durationMs: 0 };
    expect(onEnd).toHaveBeenCalledExactlyOnceWith({ ...ended, status: 'succeeded' });
    await run(request({ document: 1 }));
    expect(onEnd).toHaveBeenLastCalledWith({ ...ended, status: 'failed' });
  });

  test('ends without a word when its signal does', async () => {
    const controller = new AbortController();
    const { run, onEnd } = open(async (_request, { signal }) => {
      controller.abort();
      expect(signal.aborted).toBe(true);
      throw new Error('stopped');
    });
    const events = await run(request(), controller.signal);
    expect(events.map(({ type }) => type)).not.toContain('flowFailed');
    expect(onEnd).not.toHaveBeenCalled();
  });

  test('reports a defect of ours with where it happened, and does not show it', async () => {
    const { run, onDefect } = open(async () => {
      throw new TypeError('a secret detail');
    });
    const events = await run(request());
    expect(onDefect).toHaveBeenCalledExactlyOnceWith(expect.any(TypeError), {
      executionId: 'an-execution',
      nodeName: 'Work',
    });
    expect(JSON.stringify(events)).not.toContain('secret');
  });
});
