import { PrepareFlowCommand } from '@aws-sdk/client-bedrock-agent';
import { describe, expect, test } from 'vitest';
import { broken, echo, inputNode, outputNode, promptNode, wire } from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID } from './support/vacant.ts';

/** PrepareFlow: NotPrepared → Preparing → Prepared | Failed, and what the test alias serves meanwhile. */

const { agent, runtime, target, flows } = await openSession();

const prepare = (flowIdentifier: string) => agent.send(new PrepareFlowCommand({ flowIdentifier }));

test('answers 202 with the id and Preparing; GetFlow then says Prepared', async () => {
  const id = await flows.create(echo());
  const answer = await prepare(id);
  expect(answer.$metadata.httpStatusCode).toBe(202);
  expect(answer).toMatchObject({ id, status: 'Preparing' });
  const flow = await flows.prepare(id);
  expect(flow).toMatchObject({ status: 'Prepared', validations: [] });
});

test('takes an ARN', async () => {
  const id = await flows.create(echo());
  const { arn } = await flows.get(id);
  expect((await prepare(arn!)).id).toBe(id);
});

test('an absent flow is a ResourceNotFoundException', async () => {
  await failureOf(prepare(ABSENT_ID), 'ResourceNotFoundException', 404);
});

describe('a draft that cannot run', () => {
  test('ends Failed, with what is wrong', async () => {
    const id = await flows.create(broken());
    const flow = await flows.prepare(id);
    expect(flow.status).toBe('Failed');
    expect(flow.validations!.length).toBeGreaterThan(0);
    for (const { message, severity, type } of flow.validations!) {
      expect(message).not.toBe('');
      expect(['Error', 'Warning']).toContain(severity);
      expect(type).toBeDefined();
    }
    expect(flow.validations!.map(({ severity }) => severity)).toContain('Error');
  });

  test('a flow without a definition ends Failed', async () => {
    const id = await flows.create();
    expect((await flows.prepare(id)).status).toBe('Failed');
  });

  test('mended, it ends Prepared and nothing is wrong any more', async () => {
    const id = await flows.create(broken());
    await flows.prepare(id);
    await flows.update(id, echo());
    expect(await flows.get(id)).toMatchObject({ status: 'NotPrepared', validations: [] });
    expect(await flows.prepare(id)).toMatchObject({ status: 'Prepared', validations: [] });
  });
});

describe('the test alias', () => {
  test('serves nothing before the first PrepareFlow', async () => {
    const id = await flows.create(echo());
    const failure = await failureOf(invoke(runtime, id, 'early'), 'ValidationException', 400);
    expect(failure.message).toContain('PrepareFlow');
  });

  test('serves the last prepared draft after an update and after a failed PrepareFlow', async () => {
    const id = await flows.prepared(echo('Object', '$.data.old', 'String'));
    const document = { old: 'old', fresh: 'fresh' };
    const served = async () => (await invoke(runtime, id, document)).outputs[0]?.document;
    expect(await served()).toBe('old');

    await flows.update(id, echo('Object', '$.data.fresh', 'String'));
    expect((await flows.get(id)).status).toBe('NotPrepared');
    expect(await served()).toBe('old');

    await flows.update(id, broken());
    expect((await flows.prepare(id)).status).toBe('Failed');
    expect(await served()).toBe('old');

    await flows.update(id, echo('Object', '$.data.fresh', 'String'));
    expect((await flows.prepare(id)).status).toBe('Prepared');
    expect(await served()).toBe('fresh');
  });
});

test('preparing again changes nothing', async () => {
  const id = await flows.prepared(echo());
  expect((await flows.prepare(id)).status).toBe('Prepared');
  expect((await invoke(runtime, id, 'still')).outputs).toEqual([
    { nodeName: 'FlowOutput', document: 'still' },
  ]);
});

test('a warning does not stand in the way', async () => {
  const definition = {
    nodes: [
      inputNode(),
      promptNode('Used', target.modelId, 'Say {{text}}.'),
      promptNode('Unused', target.modelId, 'Say {{text}}.'),
      outputNode(),
    ],
    connections: [
      wire('FlowInput.document', 'Used.text'),
      wire('FlowInput.document', 'Unused.text'),
      wire('Used.modelCompletion', 'FlowOutput.document'),
    ],
  };
  const id = await flows.create(definition);
  expect((await flows.prepare(id)).status).toBe('Prepared');
});
