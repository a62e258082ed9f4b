import { describe, expect, test } from 'vitest';
import { createFlow } from '../flows/create-flow.ts';
import { deleteFlow } from '../flows/delete-flow.ts';
import { accountA, failureOf, openService, token } from '../test-support/service.ts';
import { getStudioDocument } from './get-studio-document.ts';
import { putStudioDocument } from './put-studio-document.ts';

const withFlow = async () => {
  const service = await openService();
  const flow = await service.call(createFlow, {
    name: 'summaries',
    executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
    clientToken: token('flow'),
  });
  return { service, flowIdentifier: flow.id, arn: flow.arn };
};

describe('the studio document of a flow', () => {
  test('is empty at first, and then what was put, by id or ARN', async () => {
    const { service, flowIdentifier, arn } = await withFlow();
    expect(await service.call(getStudioDocument, { flowIdentifier })).toEqual({ content: {}, revision: 0 });
    const content = { positions: { In: { x: 1, y: -2.5 } }, notes: ['é \u0000'] };
    const put = await service.call(putStudioDocument, { flowIdentifier, content, revision: 0 });
    expect(put).toEqual({ revision: 1, updatedAt: expect.stringMatching(/^2025-08-01T/) });
    expect(await service.call(getStudioDocument, { flowIdentifier: arn })).toEqual({ content, ...put });
    expect(
      await service.call(putStudioDocument, { flowIdentifier: arn, content: {}, revision: 1 }),
    ).toMatchObject({ revision: 2 });
  });

  test.each([0, 2, -1, Number.MAX_SAFE_INTEGER])(
    'is not changed from revision %j when it is at 1: both are named',
    async (revision) => {
      const { service, flowIdentifier } = await withFlow();
      await service.call(putStudioDocument, { flowIdentifier, content: { kept: true }, revision: 0 });
      const call = service.call(putStudioDocument, { flowIdentifier, content: {}, revision });
      const failure = await failureOf(call);
      expect(failure.code).toBe('ConflictException');
      expect(failure.message).toContain(`is at revision 1, and the change was made to revision ${revision}`);
      expect(await service.call(getStudioDocument, { flowIdentifier })).toMatchObject({
        content: { kept: true },
        revision: 1,
      });
    },
  );

  test('is changed by one of many who read the same revision', async () => {
    const { service, flowIdentifier } = await withFlow();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        service.call(putStudioDocument, { flowIdentifier, content: index, revision: 0 }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await service.call(getStudioDocument, { flowIdentifier })).toMatchObject({ revision: 1 });
  });

  test('has 4 MiB at most', async () => {
    const { service, flowIdentifier } = await withFlow();
    const largest = 'x'.repeat(4 * 1024 * 1024 - 2);
    await service.call(putStudioDocument, { flowIdentifier, content: largest, revision: 0 });
    const call = service.call(putStudioDocument, { flowIdentifier, content: `${largest}é`, revision: 1 });
    const failure = await failureOf(call);
    expect(failure.code).toBe('ValidationException');
    expect(failure.message).toContain('4,194,306 bytes as JSON; at most 4,194,304');
  });

  test('goes with the flow', async () => {
    const { service, flowIdentifier } = await withFlow();
    await service.call(putStudioDocument, { flowIdentifier, content: {}, revision: 0 });
    await service.call(deleteFlow, { flowIdentifier });
    expect(await service.store.studioDocuments.get(accountA, flowIdentifier)).toBeUndefined();
    expect((await failureOf(service.call(getStudioDocument, { flowIdentifier }))).code).toBe(
      'ResourceNotFoundException',
    );
  });

  test('of another region reads as that of no flow', async () => {
    const { service, flowIdentifier, arn } = await withFlow();
    await service.call(putStudioDocument, { flowIdentifier, content: { secret: 1 }, revision: 0 });
    const elsewhere = { ...accountA, region: 'eu-west-1' };
    for (const identifier of [flowIdentifier, arn]) {
      const input = { flowIdentifier: identifier };
      expect((await failureOf(service.call(getStudioDocument, input, elsewhere))).code).toBe(
        'ResourceNotFoundException',
      );
      const put = service.call(putStudioDocument, { ...input, content: {}, revision: 1 }, elsewhere);
      expect((await failureOf(put)).code).toBe('ResourceNotFoundException');
    }
  });
});
