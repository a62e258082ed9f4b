import { describe, expect, it } from 'vitest';
import type { CodePort, CodeRequest, Ports, Work } from '../ports/index.ts';
import { authorFault, FlowError } from '../ports/index.ts';
import { executeNode } from './execute-node.ts';

const work = (more: Partial<Work> = {}): Work => ({
  nodeName: 'Code',
  nodeType: 'InlineCode',
  configuration: { inlineCode: { code: 'a + b', language: 'Python_3' } },
  inputs: [
    { name: 'a', type: 'Number', expression: '$.data.a', value: 1 },
    { name: '__proto__', type: 'Object', expression: '$.data.b', value: { c: 2 } },
  ],
  outputs: [{ name: 'response', type: 'Object' }],
  ...more,
});

const call = { accountId: '123456789012' } as never;

const portsWith = (code: CodePort) =>
  ({ code, clock: { now: () => 1_700_000_000_000 }, ids: { uuid: () => 'r-failed' } }) as unknown as Ports;

describe('execute', () => {
  it('runs the code with the inputs by name and shows what it printed in the trace', async () => {
    const asked: CodeRequest[] = [];
    const ports = portsWith({
      async run(request) {
        asked.push(request);
        return { result: { sum: 3 }, output: 'printed\n', requestId: 'r-1' };
      },
    });
    expect(await executeNode(work(), ports, call)).toEqual({
      outputs: { response: { sum: 3 } },
      actions: [
        {
          at: 1_700_000_000_000,
          serviceName: 'InlineCode',
          operationName: 'RunPython',
          requestId: 'r-1',
          operationRequest: { language: 'Python_3', inputs: ['a', '__proto__'] },
          operationResponse: { output: 'printed\n' },
        },
      ],
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ language: 'Python_3', code: 'a + b' });
    expect(Object.entries(asked[0]!.inputs)).toEqual([
      ['a', 1],
      ['__proto__', { c: 2 }],
    ]);
  });

  it('lets the failure of the code through as it is', async () => {
    const failure = authorFault('The code failed with ZeroDivisionError');
    const ports = portsWith({ run: () => Promise.reject(failure) });
    await expect(executeNode(work(), ports, call)).rejects.toMatchObject({ fault: failure.fault });
  });

  it.each([
    ['no configuration', {}],
    ['no code', { inlineCode: { code: '', language: 'Python_3' } }],
    ['another language', { inlineCode: { code: 'puts 1', language: 'Ruby' } }],
  ])('refuses %s without asking the port', async (_, configuration) => {
    const ports = portsWith({ run: () => Promise.reject(new Error('asked')) });
    const run = executeNode(work({ configuration: configuration as Work['configuration'] }), ports, call);
    await expect(run).rejects.toBeInstanceOf(FlowError);
    await expect(run).rejects.toThrow(/^Node Code has/);
  });
});
