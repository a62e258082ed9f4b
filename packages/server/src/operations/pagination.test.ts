import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Page, PageRequest } from '../store/index.ts';
import type { OperationContext } from './operation.ts';
import { DEFAULT_PAGE_SIZE, everyRow, pageTokenKey, readPage } from './pagination.ts';

const contextOf = (change: { accountId?: string; region?: string; secret?: string } = {}): OperationContext =>
  ({
    scope: { accountId: change.accountId ?? '000000000000', region: change.region ?? 'us-east-1' },
    pageTokenKey: pageTokenKey(change.secret ?? 'a secret of the installation'),
  }) as OperationContext;

/** A list of the numbers 0 to count - 1, paged by key as the store does it. */
const numbers =
  (count: number) =>
  async ({ limit, after }: PageRequest): Promise<Page<number>> => {
    const first = after === undefined ? 0 : Number(after) + 1;
    const rows = Array.from({ length: Math.min(limit, count - first) }, (_, index) => first + index);
    const last = first + rows.length - 1;
    return { rows, ...(last < count - 1 && { next: String(last) }) };
  };

describe('pages', () => {
  test('give every row once and in order, whatever the page sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.array(fc.option(fc.integer({ min: 1, max: 20 })), { minLength: 1 }),
        async (count, sizes) => {
          const seen: number[] = [];
          let nextToken: string | undefined;
          for (let call = 0; call === 0 || nextToken !== undefined; call++) {
            const maxResults = sizes[call % sizes.length] ?? undefined;
            const page = await readPage(
              contextOf(),
              'ListFlows',
              '',
              { maxResults, nextToken },
              numbers(count),
            );
            expect(page.rows.length).toBeLessThanOrEqual(maxResults ?? DEFAULT_PAGE_SIZE);
            seen.push(...page.rows);
            nextToken = page.nextToken;
          }
          expect(seen).toEqual(Array.from({ length: count }, (_, index) => index));
        },
      ),
    );
  });

  test('everyRow walks them all', async () => {
    const seen = await Array.fromAsync(everyRow(numbers(250)));
    expect(seen).toHaveLength(250);
  });
});

describe('nextToken', () => {
  const read = (context: OperationContext, operation: string, subject: string, nextToken?: string) =>
    readPage(context, operation, subject, { maxResults: 1, nextToken }, numbers(5));
  const tokenOf = async () => (await read(contextOf(), 'ListFlowVersions', 'ABCDEFGHIJ')).nextToken!;
  const refused = expect.objectContaining({
    code: 'ValidationException',
    members: { fieldList: [{ name: 'nextToken', message: expect.any(String) }] },
  });

  test('holds after a restart with the same secret', async () => {
    const page = await read(contextOf(), 'ListFlowVersions', 'ABCDEFGHIJ', await tokenOf());
    expect(page.rows).toEqual([1]);
  });

  test.each([
    ['account', contextOf({ accountId: '111111111111' }), 'ListFlowVersions', 'ABCDEFGHIJ'],
    ['region', contextOf({ region: 'eu-west-1' }), 'ListFlowVersions', 'ABCDEFGHIJ'],
    ['secret', contextOf({ secret: 'another' }), 'ListFlowVersions', 'ABCDEFGHIJ'],
    ['operation', contextOf(), 'ListFlowAliases', 'ABCDEFGHIJ'],
    ['flow', contextOf(), 'ListFlowVersions', 'ZZZZZZZZZZ'],
  ])('of another %s is refused', async (_, context, operation, subject) => {
    await expect(read(context, operation, subject, await tokenOf())).rejects.toEqual(refused);
  });

  test('is refused when any of it was changed, cut or made up', async () => {
    const token = await tokenOf();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ minLength: 1, maxLength: 80 }),
          fc.nat(token.length - 1).map((end) => token.slice(0, end)),
          fc
            .tuple(fc.nat(token.length - 1), fc.constantFrom(...'ABCxyz019-_=+/ '))
            .map(([at, character]) => token.slice(0, at) + character + token.slice(at + 1)),
          fc.string({ minLength: 1, maxLength: 3 }).map((tail) => token + tail),
        ),
        async (forged) => {
          fc.pre(forged !== token);
          await expect(read(contextOf(), 'ListFlowVersions', 'ABCDEFGHIJ', forged)).rejects.toEqual(refused);
        },
      ),
    );
  });

  test('has no whitespace and fits the shape', async () => {
    expect(await tokenOf()).toMatch(/^[\w-]{20,200}$/);
  });
});
