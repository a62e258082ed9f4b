import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkIntegrity, openSqliteStore } from '../../../store/index.ts';
import { Child } from '../../../store/test-support/child-process.ts';
import { systemClock } from '../../../store/test-support/system-clock.ts';
import { PIECE } from './batch-writer.ts';
import { nameOf, SCOPE, SOURCE } from './ingest-program.fixture.ts';

const PROGRAM = new URL('./ingest-program.fixture.ts', import.meta.url).href;
const FILES = 40;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-kill-'));
  mkdirSync(join(folder, 'objects', 'docs'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Files of one passage and of several pieces; no word stands twice, so that no two passages are the same. */
function writeFiles(where: string): void {
  for (let file = 0; file < FILES; file++) {
    const paragraph = (index: number): string =>
      Array.from({ length: 6 }, (_, word) => `f${file}p${index}w${word}`).join(' ');
    const paragraphs = Array.from({ length: file % 10 === 0 ? 200 : 1 + (file % 5) }, (_, index) =>
      paragraph(index),
    );
    writeFileSync(join(where, `file-${file}.md`), `# File ${file}\n\n${paragraphs.join('.\n\n')}.\n`);
  }
}

interface Found {
  readonly texts: readonly string[];
  readonly kept: ReadonlySet<string>;
  readonly newDocuments: number;
  readonly statuses: readonly string[];
}

/** What searches would see, all chunks that are kept, and what became of the job. */
async function look(where: string): Promise<Found> {
  const store = await openSqliteStore({ folder: join(where, 'data'), clock: systemClock });
  try {
    const vectors = await store.chunks.vectors(SCOPE, SOURCE.knowledgeBaseId, 0, 100_000);
    const numbers = vectors.map(({ number }) => number);
    const passages = await store.chunks.passages(SCOPE, SOURCE.knowledgeBaseId, numbers);
    const texts = passages.map(({ documentId, ordinal, text }) => `${documentId} ${ordinal} ${text}`).sort();
    const kept = new Set(passages.map(({ text }) => nameOf(text)));
    const { rows } = await store.knowledgeBaseDocuments.list(
      SCOPE,
      SOURCE.knowledgeBaseId,
      SOURCE.dataSourceId,
      { limit: 1_000 },
    );
    for (const row of rows)
      if (row.draft)
        for (const { text } of await store.chunks.ofGeneration(SCOPE, row, row.draft.generation, 0, 10_000))
          kept.add(nameOf(text));
    const jobs = await store.ingestionJobs.list(
      SCOPE,
      SOURCE.knowledgeBaseId,
      SOURCE.dataSourceId,
      {},
      { limit: 10 },
    );
    return {
      texts,
      kept,
      newDocuments: jobs.rows.reduce(
        (sum, { statistics }) => sum + statistics.numberOfNewDocumentsIndexed,
        0,
      ),
      statuses: jobs.rows.map(({ status }) => status),
    };
  } finally {
    await store.close();
  }
}

const embeddedBy = (child: Child): readonly string[] =>
  child.lines.filter((line) => line.startsWith('embeds ')).map((line) => line.slice('embeds '.length));

describe('kill -9 during ingestion, then the next start', () => {
  test('no passage twice, none missing, and none paid for twice but those under way', {
    timeout: 300_000,
  }, async () => {
    writeFiles(join(folder, 'objects', 'docs'));
    const undisturbed = mkdtempSync(join(tmpdir(), 'streambed-kill-'));
    mkdirSync(join(undisturbed, 'objects', 'docs'), { recursive: true });
    writeFiles(join(undisturbed, 'objects', 'docs'));
    const whole = new Child(PROGRAM, [undisturbed]);
    await whole.ended;
    expect(whole.errors).toBe('');
    const expected = await look(undisturbed);
    rmSync(undisturbed, { recursive: true });
    const total = embeddedBy(whole).length;
    expect(expected.texts.length).toBe(total);
    expect(total).toBeGreaterThan(10 * PIECE);

    const embedded: string[] = [];
    let lost = 0;
    // Each dies a little later than the one before, in lines of its own.
    for (const lines of [1, 2, 40, 120, 200, 300, 330, 350, 400]) {
      const child = new Child(PROGRAM, [folder]);
      await Promise.race([child.untilLines(lines), child.ended]).catch(() => undefined);
      await child.kill();
      expect(child.errors).toBe('');
      const { kept } = await look(folder);
      lost += embeddedBy(child).filter((name) => !kept.has(name)).length;
      embedded.push(...embeddedBy(child));
    }
    const last = new Child(PROGRAM, [folder]);
    await last.ended;
    expect(last.errors).toBe('');
    expect(last.lines.at(-1)).toBe('done');
    embedded.push(...embeddedBy(last));

    const found = await look(folder);
    expect(found.texts).toEqual(expected.texts);
    expect(found.newDocuments).toBe(FILES);
    expect(new Set(found.statuses)).toEqual(new Set(['COMPLETE']));
    expect(embedded.length).toBe(total + lost);
    expect(new Set(embedded).size).toBe(total);
    expect((await checkIntegrity(join(folder, 'data'))).problems).toEqual([]);
  });
});
