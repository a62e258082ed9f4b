import type { RunFault } from '@streambed/model/streambed';
import { describe, expect, test } from 'vitest';
import { idOf, makeDocument } from '../test-support/made-up-runs.ts';
import { explainFault, sayField } from './explain-fault.ts';
import { addressOfFault } from './fault-problem.ts';

const fault = (more: Partial<RunFault> = {}): RunFault => ({
  kind: 'dependencyFailed',
  message: 'It broke.',
  node: 'Summarize',
  nodeName: 'Summarize',
  ...more,
});

describe('a failure in words', () => {
  test('names node, item and what was called', () => {
    const explained = explainFault(
      fault({ iteration: [{ nodeName: 'Each', type: 'Iterator', index: 6 }], kind: 'throttling' }),
      {
        nodeType: 'Prompt',
        total: 23,
        action: { serviceName: 'bedrock', operationName: 'Converse', requestId: '9f' },
      },
    );
    expect(explained).toMatchObject({
      headline: 'Summarize failed on item 7 of 23',
      details: 'throttlingException, bedrock Converse, request 9f',
      concernsModel: true,
    });
  });

  test('of a round in a loop says so, and of the whole run too', () => {
    expect(
      explainFault(fault({ iteration: [{ nodeName: 'Refine', type: 'Loop', index: 1 }] })).headline,
    ).toBe('Summarize failed on round 2');
    expect(explainFault({ kind: 'internalServer', message: 'No.' }).headline).toBe('The run failed');
  });

  test.each<[Partial<RunFault>, string, RegExp]>([
    [{ kind: 'throttling' }, 'Prompt', /more often than it allows/],
    [{ kind: 'dependencyFailed' }, 'Prompt', /answered with an error/],
    [{ kind: 'badGateway' }, 'Prompt', /provider could not be reached/],
    [{ kind: 'resourceNotFound' }, 'Prompt', /No provider knows/],
    [{ kind: 'resourceNotFound' }, 'Retrieval', /does not exist here/],
    [{ kind: 'dependencyFailed', line: 2 }, 'InlineCode', /Python code/],
    [{ kind: 'validation', field: 'condition:large' }, 'Condition', /condition could not be decided/],
    [{ kind: 'validation', field: 'input:text.expression' }, 'Prompt', /expression points to something/],
    [{ kind: 'validation', field: 'input:text', message: 'It wants String' }, 'Prompt', /another type/],
    [{ kind: 'validation', field: 'output:item.type' }, 'Iterator', /another type than the output declares/],
    [{ kind: 'validation' }, 'Input', /sent to the flow/],
    [{ kind: 'serviceQuotaExceeded' }, 'Prompt', /limit on size/],
    [{ kind: 'validation', message: 'It has 9 bytes; the limit is 8.' }, 'InlineCode', /limit on size/],
    [{ kind: 'internalServer' }, 'Prompt', /flow is not to blame/],
  ])('%j of a %s means what it means', (more, nodeType, means) => {
    expect(explainFault(fault(more), { nodeType }).means).toMatch(means);
  });
});

test.each<[Partial<RunFault>, string | undefined]>([
  [{ field: 'output:item.type' }, 'Output item · type'],
  [{ field: 'input:text' }, 'Input text'],
  [{ field: 'condition:large.expression' }, 'Condition large · expression'],
  [{ field: 'configuration.inlineCode.code', line: 3 }, 'code, line 3'],
  [{ line: 3 }, 'Line 3'],
  [{}, undefined],
])('the field of %j is said as %s', (more, said) => {
  expect(sayField(fault(more))).toBe(said);
});

describe('the address of a failure', () => {
  const document = makeDocument();
  const snapshot = document.snapshot();
  const find = (path: string) => {
    try {
      return idOf(document, path);
    } catch {
      return undefined;
    }
  };
  test.each<[Partial<RunFault>, string | undefined]>([
    [{ node: 'Shout', line: 4 }, 'configuration.inlineCode.code'],
    [{ node: 'Shout', field: 'input:text.expression' }, 'input:text.expression'],
    [{ node: 'Shout', field: 'text' }, 'input:text.expression'],
    [{ node: 'Out' }, undefined],
  ])('%j is field %s', (more, field) => {
    const address = addressOfFault(fault(more), snapshot, find);
    expect(address).toEqual({ node: find(more.node!), ...(field !== undefined && { field }) });
  });

  test('of a node that is gone is only the iteration', () => {
    const iteration = [{ nodeName: 'Each', type: 'Iterator' as const, index: 2 }];
    expect(addressOfFault(fault({ node: 'Gone', iteration }), snapshot, find)).toEqual({ iteration });
  });
});
