import { describe, expect, test } from 'vitest';
import { loadRunnableFlow } from './load-runnable-flow.ts';
import { echo, FlowStore, scope } from './test-support/flow-store.ts';

const load = (fill: (store: FlowStore) => void, aliasId = 'TSTALIASID', where = scope) => {
  const store = new FlowStore();
  fill(store);
  return loadRunnableFlow(store.asStore(), where, 'FLOW', aliasId);
};

const version = (definition: unknown) => ({
  flowId: 'FLOW',
  version: 7,
  name: 'FLOW',
  executionRoleArn: 'arn:aws:iam::000000000000:role/version',
  definition: definition as ReturnType<typeof echo>,
  status: 'Prepared' as const,
  createdAt: 0,
});

describe('an alias serves', () => {
  test('what was last prepared, under the role of that moment', async () => {
    const flow = await load((store) => store.add('FLOW', echo(3), { definition: echo(9) }));
    expect(flow.executionRoleArn).toBe('arn:aws:iam::000000000000:role/prepared');
    expect(flow.weight).toBe(JSON.stringify(echo(3)).length);
    expect(flow.plan.steps.map(({ name }) => name)).toEqual(['FlowInput', 'Work', 'FlowOutput']);
  });

  test('the version it routes to', async () => {
    const flow = await load((store) => {
      store.add('FLOW', echo());
      store.route('FLOW', 'LIVE', '7');
      store.versions.set('FLOW/7', version(echo()));
    }, 'LIVE');
    expect(flow.executionRoleArn).toBe('arn:aws:iam::000000000000:role/version');
  });

  test.each([
    [undefined, Number.MAX_SAFE_INTEGER],
    [{ type: 'Automatic', maxConcurrency: 3 } as const, Number.MAX_SAFE_INTEGER],
    [{ type: 'Manual', maxConcurrency: 3 } as const, 3],
    [{ type: 'Manual' } as const, Number.MAX_SAFE_INTEGER],
  ])('with its concurrency: %j', async (concurrencyConfiguration, maxConcurrency) => {
    const flow = await load((store) => {
      store.add('FLOW', echo());
      store.route('FLOW', 'LIVE', 'DRAFT', { ...(concurrencyConfiguration && { concurrencyConfiguration }) });
    }, 'LIVE');
    expect(flow.maxConcurrency).toBe(maxConcurrency);
  });
});

describe('nothing is served', () => {
  const unprepared = (status: 'NotPrepared' | 'Failed') => (store: FlowStore) => {
    store.add('FLOW', echo());
    const { prepared: _, ...flow } = store.flows.get('FLOW')!;
    store.flows.set('FLOW', { ...flow, status });
  };
  const routed = (definition?: unknown) => (store: FlowStore) => {
    store.add('FLOW', echo());
    store.route('FLOW', 'LIVE', '7');
    if (definition !== undefined) store.versions.set('FLOW/7', version(definition));
  };

  test.each<[string, (store: FlowStore) => void, string, string, string]>([
    ['by a flow that is not there', () => {}, 'TSTALIASID', 'resourceNotFound', 'There is no flow FLOW'],
    [
      'by an alias that is not there',
      (store) => store.add('FLOW', echo()),
      'GONE',
      'resourceNotFound',
      'Flow FLOW has no alias GONE',
    ],
    ['by a version that is not there', routed(), 'LIVE', 'resourceNotFound', 'routes to version 7'],
    ['before PrepareFlow', unprepared('NotPrepared'), 'TSTALIASID', 'validation', 'Call PrepareFlow before'],
    [
      'after a PrepareFlow that failed',
      unprepared('Failed'),
      'TSTALIASID',
      'validation',
      'GetFlow lists what is wrong',
    ],
    [
      'by a stored definition that this version refuses',
      routed({ ...echo(), connections: [{ ...echo().connections![0], target: 'Gone' }] }),
      'LIVE',
      'validation',
      'Flow FLOW cannot be run as it is stored: connection InputToWork names node Gone',
    ],
    [
      'by a stored definition that is none',
      routed({ nodes: [null] }),
      'LIVE',
      'validation',
      'its definition is damaged',
    ],
  ])('%s', async (_when, fill, aliasId, kind, message) => {
    await expect(load(fill, aliasId)).rejects.toMatchObject({
      name: 'FlowError',
      fault: { kind, message: expect.stringContaining(message) },
    });
  });

  test('in another region', async () => {
    await expect(
      load((store) => store.add('FLOW', echo()), 'TSTALIASID', { ...scope, region: 'eu-west-1' }),
    ).rejects.toMatchObject({ fault: { kind: 'resourceNotFound' } });
  });
});
