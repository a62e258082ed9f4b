import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aFlow, aVersion, definition, home, insertOneOfEach } from '../../contract/fixture.ts';
import type { FlowRecord, Store } from '../../store.ts';
import { StoreError } from '../../store-error.ts';
import { SimulatedClock } from '../../test-support/simulated-clock.ts';
import { compileSqliteMigrations } from './compile-sql.ts';
import { databaseFile } from './data-folder.ts';
import { checkIntegrity, openSqliteStore } from './index.ts';
import { migrate } from './migrate.ts';

const clock = new SimulatedClock();
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'streambed-integrity-'));
  folder = join(root, 'data');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the integrity report', () => {
  test('of a healthy folder, also while it is in use', async () => {
    const store = await openSqliteStore({ folder, clock });
    await insertOneOfEach(store, home);
    const report = await checkIntegrity(folder);
    expect(report).toMatchObject({
      ok: true,
      schema: 5,
      problems: [],
      corruptRows: [],
      file: databaseFile(folder),
    });
    expect(report.rows).toEqual({
      flow: 1,
      flow_version: 1,
      flow_alias: 1,
      prompt: 2,
      guardrail: 2,
      tag: 5,
      client_token: 1,
      studio_session: 1,
      studio_document: 1,
      run: 1,
      run_material: 1,
      run_events: 1,
      knowledge_base: 1,
      data_source: 1,
      ingestion_job: 1,
      knowledge_base_document: 1,
      knowledge_base_inline: 1,
      chunk: 1,
      chunk_parent: 0,
      chunk_vector: 1,
      chunk_garbage: 0,
    });
    expect(report.sqliteVersion).toMatch(/^3\./);
    expect(report.freeBytes).toBeGreaterThan(0);
    await store.close();
    expect(await checkIntegrity(folder)).toMatchObject({ ok: true, rows: report.rows });
  });

  test('of a folder that an older program left misses no table that the next start will make', async () => {
    mkdirSync(folder);
    const old = new DatabaseSync(databaseFile(folder));
    migrate(old, 0, (await compileSqliteMigrations()).slice(0, 1));
    old.close();
    const report = await checkIntegrity(folder);
    expect(report).toMatchObject({ ok: true, schema: 1, rows: { flow: 0, prompt: 0 } });
    expect(report.rows).not.toHaveProperty('guardrail');
  });

  test('of a folder that has lost a table says so', async () => {
    await (await openSqliteStore({ folder, clock })).close();
    const database = new DatabaseSync(databaseFile(folder));
    database.exec('DROP TABLE guardrail');
    database.close();
    const { ok, problems } = await checkIntegrity(folder);
    expect({ ok, problems: problems.length }).toEqual({ ok: false, problems: 1 });
  });

  test('names each row that cannot be trusted', async () => {
    const store = await openSqliteStore({ folder, clock });
    await insertOneOfEach(store, home);
    await store.close();
    const database = new DatabaseSync(databaseFile(folder));
    database.exec("UPDATE flow SET name = 'forged'");
    database.exec('UPDATE flow_version SET created_at = 9223372036854775807');
    database.close();
    const { ok, problems, corruptRows } = await checkIntegrity(folder);
    expect({ ok, problems }).toEqual({ ok: false, problems: [] });
    const key = { account_id: home.accountId, region: home.region };
    expect(corruptRows).toEqual([
      { table: 'flow', key: { ...key, id: 'FLOW000001' }, reason: 'its checksum does not match' },
      {
        table: 'flow_version',
        key: { ...key, flow_id: 'FLOW000001', version: 1 },
        reason: 'its checksum does not match',
      },
    ]);
  });

  test('names rows whose flow is not there', async () => {
    const store = await openSqliteStore({ folder, clock });
    await insertOneOfEach(store, home);
    await store.close();
    const database = new DatabaseSync(databaseFile(folder), { enableForeignKeyConstraints: false });
    database.exec('DELETE FROM flow');
    database.close();
    expect((await checkIntegrity(folder)).problems).toEqual(['3 rows belong to a flow that does not exist']);
  });

  test('of a damaged database says so, of none refuses', async () => {
    await expect(checkIntegrity(folder)).rejects.toMatchObject({ code: 'FolderUnusable' });
    mkdirSync(folder);
    writeFileSync(databaseFile(folder), 'no database at all'.repeat(1_000));
    expect(await checkIntegrity(folder)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('damaged')],
    });
  });
});

/**
 * reliability.md experiment 8: whatever happens to the bytes of the file, no wrong answer is given as a right one. It
 * is found at the opening, at the read, or, where rows only went missing, by the check of the whole.
 */
describe('a database file with wrong bytes', () => {
  const FLOWS = 40;
  let source: string;
  let size: number;
  const expected = new Map<string, FlowRecord>();

  beforeAll(async () => {
    source = mkdtempSync(join(tmpdir(), 'streambed-source-'));
    const store = await openSqliteStore({ folder: source, clock });
    await store.transaction(async (inside) => {
      for (let index = 0; index < FLOWS; index += 1) {
        const flow = aFlow({
          id: `F${index}`,
          createdAt: index,
          description: 'd'.repeat(index * 40),
          definition,
        });
        expected.set(flow.id, flow);
        await inside.flows.insert(home, flow);
        await inside.flowVersions.insert(home, aVersion({ flowId: flow.id }));
        await inside.tags.put(home, `arn:${index}`, new Map([['k', `${index}`]]));
      }
    });
    await store.close();
    size = readFileSync(databaseFile(source)).length;
  });
  afterAll(() => rmSync(source, { recursive: true }));

  /** Reads everything; gives the names of what was missing, and the errors. Throws when an answer is wrong. */
  async function readAll(store: Store): Promise<{ missing: string[]; errors: unknown[] }> {
    const missing: string[] = [];
    const errors: unknown[] = [];
    const ask = async <T>(name: string, read: () => Promise<T | undefined>, right: T) => {
      try {
        const found = await read();
        if (found === undefined) missing.push(name);
        else expect(found).toEqual(right);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        errors.push(error);
      }
    };
    for (const [id, flow] of expected) {
      await ask(id, () => store.flows.get(home, id), flow);
      await ask(`${id} 1`, () => store.flowVersions.get(home, id, 1), aVersion({ flowId: id }));
    }
    for (let index = 0; index < FLOWS; index += 1) {
      const tag = async () => (await store.tags.get(home, `arn:${index}`)).get('k');
      await ask(`tag ${index}`, tag, `${index}`);
    }
    try {
      const { rows } = await store.flows.list(home, { limit: 1_000 });
      for (const row of rows) expect(row).toEqual(expected.get(row.id));
      if (rows.length < FLOWS) missing.push('in the list');
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      errors.push(error);
    }
    return { missing, errors };
  }

  const mutation = fc.oneof(
    fc.record({ kind: fc.constant('flip'), at: fc.nat(), value: fc.integer({ min: 0, max: 7 }) }),
    fc.record({ kind: fc.constant('byte'), at: fc.nat(), value: fc.integer({ min: 0, max: 255 }) }),
    fc.record({ kind: fc.constantFrom('zero page', 'copy page'), at: fc.nat(), value: fc.nat() }),
    fc.record({ kind: fc.constant('truncate'), at: fc.nat(), value: fc.constant(0) }),
    fc.record({
      kind: fc.constantFrom('foreign log', 'empty log', 'foreign index'),
      at: fc.nat(),
      value: fc.nat(),
    }),
  );

  function damage(file: string, { kind, at, value }: { kind: string; at: number; value: number }): void {
    const bytes = Buffer.alloc(size);
    readFileSync(file).copy(bytes);
    const pages = size / 4096;
    const offset = at % size;
    const page = (at % pages) * 4096;
    if (kind === 'flip') bytes[offset] = (bytes[offset] as number) ^ (1 << value);
    if (kind === 'byte') bytes[offset] = value;
    if (kind === 'zero page') bytes.fill(0, page, page + 4096);
    if (kind === 'copy page') bytes.copyWithin(page, (value % pages) * 4096, (value % pages) * 4096 + 4096);
    writeFileSync(file, kind === 'truncate' ? bytes.subarray(0, offset) : bytes);
    if (kind === 'foreign log') writeFileSync(`${file}-wal`, bytes.subarray(page, page + 4096));
    if (kind === 'empty log') writeFileSync(`${file}-wal`, '');
    if (kind === 'foreign index') writeFileSync(`${file}-shm`, bytes.subarray(0, 4096));
  }

  test('never gives a wrong answer', { timeout: 240_000 }, async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 2 }), async (mutations) => {
        run += 1;
        const place = join(root, `${run}`);
        mkdirSync(place);
        copyFileSync(databaseFile(source), databaseFile(place));
        for (const each of mutations) damage(databaseFile(place), each);
        let store: Store;
        try {
          store = await openSqliteStore({ folder: place, clock });
        } catch (error) {
          expect(error).toBeInstanceOf(StoreError);
          rmSync(place, { recursive: true });
          return;
        }
        const { missing, errors } = await readAll(store);
        await store.close();
        if (missing.length > 0) {
          const { ok } = await checkIntegrity(place);
          expect(ok, `${missing.join()} missing, ${errors.length} errors`).toBe(false);
        }
        rmSync(place, { recursive: true });
      }),
      { numRuns: Number(process.env.STREAMBED_MUTATIONS ?? 150) },
    );
    expect(existsSync(databaseFile(source))).toBe(true);
  });
});
