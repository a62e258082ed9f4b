import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Page, PageRequest, Repositories, Scope } from '../store.ts';
import {
  aDataSource,
  aFlow,
  aGuardrail,
  aKnowledgeBase,
  anAlias,
  aPrompt,
  aSourceDocument,
  aVersion,
  type StoreFixture,
} from './fixture.ts';

/** One list: how its rows are made and go, and how a row is recognised. */
interface List {
  readonly name: string;
  prepare(store: Repositories, scope: Scope): Promise<unknown>;
  insert(store: Repositories, scope: Scope, number: number, createdAt: number): Promise<unknown>;
  remove(store: Repositories, scope: Scope, number: number): Promise<unknown>;
  /** Numbers of a page's rows. */
  page(store: Repositories, scope: Scope, page: PageRequest): Promise<Page<number>>;
}

const id = (number: number) => `R${String(number).padStart(9, '0')}`;
const numberOf = (text: string) => Number(text.slice(1));
const numbers = <Row>({ rows, next }: Page<Row>, number: (row: Row) => number): Page<number> => ({
  rows: rows.map(number),
  ...(next !== undefined && { next }),
});

const lists: readonly List[] = [
  {
    name: 'flows',
    prepare: async () => {},
    insert: (store, scope, number, createdAt) =>
      store.flows.insert(scope, aFlow({ id: id(number), createdAt })),
    remove: (store, scope, number) => store.flows.delete(scope, id(number)),
    page: async (store, scope, page) =>
      numbers(await store.flows.list(scope, page), (row) => numberOf(row.id)),
  },
  {
    name: 'flow versions',
    prepare: (store, scope) => store.flows.insert(scope, aFlow()),
    insert: (store, scope, number, createdAt) =>
      store.flowVersions.insert(scope, aVersion({ version: number, createdAt })),
    remove: (store, scope, number) => store.flowVersions.delete(scope, 'FLOW000001', number),
    page: async (store, scope, page) =>
      numbers(await store.flowVersions.list(scope, 'FLOW000001', page), (row) => row.version),
  },
  {
    name: 'flow aliases',
    prepare: (store, scope) => store.flows.insert(scope, aFlow()),
    insert: (store, scope, number, createdAt) =>
      store.flowAliases.insert(scope, anAlias({ id: number === 7 ? 'TSTALIASID' : id(number), createdAt })),
    remove: (store, scope, number) =>
      store.flowAliases.delete(scope, 'FLOW000001', number === 7 ? 'TSTALIASID' : id(number)),
    page: async (store, scope, page) =>
      numbers(await store.flowAliases.list(scope, 'FLOW000001', page), (row) =>
        row.id === 'TSTALIASID' ? 7 : numberOf(row.id),
      ),
  },
  {
    name: 'drafts of prompts',
    prepare: async () => {},
    insert: (store, scope, number, createdAt) =>
      store.prompts.insert(scope, aPrompt({ id: id(number), createdAt })),
    remove: (store, scope, number) => store.prompts.delete(scope, id(number), undefined),
    page: async (store, scope, page) =>
      numbers(await store.prompts.listDrafts(scope, page), (row) => numberOf(row.id)),
  },
  {
    name: 'versions of a prompt',
    prepare: async () => {},
    insert: (store, scope, number, createdAt) =>
      store.prompts.insert(scope, aPrompt({ version: number, createdAt })),
    remove: (store, scope, number) => store.prompts.delete(scope, 'PROMPT0001', number),
    page: async (store, scope, page) =>
      numbers(await store.prompts.listVersions(scope, 'PROMPT0001', page), (row) => row.version),
  },
  {
    name: 'drafts of guardrails',
    prepare: async () => {},
    insert: (store, scope, number, createdAt) =>
      store.guardrails.insert(scope, aGuardrail({ id: id(number), createdAt })),
    remove: (store, scope, number) => store.guardrails.delete(scope, id(number), undefined),
    page: async (store, scope, page) =>
      numbers(await store.guardrails.listDrafts(scope, page), (row) => numberOf(row.id)),
  },
  {
    name: 'versions of a guardrail',
    prepare: async () => {},
    insert: (store, scope, number, createdAt) =>
      store.guardrails.insert(scope, aGuardrail({ version: number, createdAt })),
    remove: (store, scope, number) => store.guardrails.delete(scope, 'guardrail001', number),
    page: async (store, scope, page) =>
      numbers(await store.guardrails.listVersions(scope, 'guardrail001', page), (row) => row.version),
  },
  {
    name: 'knowledge bases',
    prepare: async () => {},
    insert: (store, scope, number, createdAt) =>
      store.knowledgeBases.insert(scope, aKnowledgeBase({ id: id(number), createdAt })),
    remove: (store, scope, number) => store.knowledgeBases.delete(scope, id(number)),
    page: async (store, scope, page) =>
      numbers(await store.knowledgeBases.list(scope, page), (row) => numberOf(row.id)),
  },
  {
    name: 'data sources',
    prepare: (store, scope) => store.knowledgeBases.insert(scope, aKnowledgeBase()),
    insert: (store, scope, number, createdAt) =>
      store.dataSources.insert(scope, aDataSource({ id: id(number), createdAt })),
    remove: (store, scope, number) => store.dataSources.delete(scope, 'KB00000001', id(number)),
    page: async (store, scope, page) =>
      numbers(await store.dataSources.list(scope, 'KB00000001', page), (row) => numberOf(row.id)),
  },
  {
    name: 'documents of a data source',
    prepare: async (store, scope) => {
      await store.knowledgeBases.insert(scope, aKnowledgeBase());
      await store.dataSources.insert(scope, aDataSource());
    },
    insert: (store, scope, number, createdAt) =>
      store.knowledgeBaseDocuments.put(scope, aSourceDocument({ documentId: id(number), createdAt })),
    remove: (store, scope, number) =>
      store.knowledgeBaseDocuments.delete(scope, aSourceDocument({ documentId: id(number) })),
    page: async (store, scope, page) =>
      numbers(await store.knowledgeBaseDocuments.list(scope, 'KB00000001', 'DS00000001', page), (row) =>
        numberOf(row.documentId),
      ),
  },
];

/** Rows 0…19 are there at the start, 20…29 may come; each has one of a few times, so that many are equal. */
const scenario = fc.record({
  times: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 30, maxLength: 30 }),
  start: fc.uniqueArray(fc.integer({ min: 0, max: 19 }), { maxLength: 20 }),
  limits: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
  changes: fc.array(
    fc.record({ afterPage: fc.integer({ min: 0, max: 10 }), number: fc.integer({ min: 0, max: 29 }) }),
    { maxLength: 12 },
  ),
});

/** Lists walked page by page while other rows come and go. */
export function describePages(fixture: () => StoreFixture): void {
  describe('pages never repeat a row, and never skip one that nobody touched', () => {
    test.each(lists)('of $name', async (list) => {
      const { store } = fixture();
      let run = 0;
      await fc.assert(
        fc.asyncProperty(scenario, async ({ times, start, limits, changes }) => {
          run += 1;
          const scope = { accountId: `${run}`, region: 'r' };
          await store.transaction(async (inside) => {
            await list.prepare(inside, scope);
            for (const number of start) await list.insert(inside, scope, number, times[number] as number);
          });
          const present = new Set(start);
          const touched = new Set<number>();
          const seen: number[] = [];
          let after: string | undefined;
          for (let index = 0; index === 0 || after !== undefined; index += 1) {
            const limit = limits[index % limits.length] as number;
            const page = await list.page(store, scope, { limit, ...(after !== undefined && { after }) });
            expect(page.rows.length).toBeLessThanOrEqual(limit);
            seen.push(...page.rows);
            after = page.next;
            for (const { number } of changes.filter(({ afterPage }) => afterPage === index)) {
              touched.add(number);
              if (present.delete(number)) await list.remove(store, scope, number);
              else {
                present.add(number);
                await list.insert(store, scope, number, times[number] as number);
              }
            }
          }
          const untouched = start.filter((number) => !touched.has(number));
          expect(new Set(seen).size).toBe(seen.length);
          expect(untouched.filter((number) => !seen.includes(number))).toEqual([]);
          // The order of a walk is the order of one big page.
          const whole = (await list.page(store, scope, { limit: 100 })).rows;
          const common = whole.filter((number) => seen.includes(number) && !touched.has(number));
          expect(seen.filter((number) => common.includes(number))).toEqual(common);
        }),
        { numRuns: 40 },
      );
    });
  });
}
