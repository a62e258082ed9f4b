import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench, type Ran } from '../test-support/run-cli.ts';

/** `streambed kb` as a person uses it: a folder of documents, a server without any configuration, one command after the other. */

const PATIENCE = 120_000;

/** What docs/cli.md and docs/knowledge-bases.md show is asked of these. */
const DOCS = {
  'leave.md': `# Leave

Parental leave lasts 26 weeks. It can be taken by either parent, in up to three parts.

## Sick leave

Whoever is sick tells the office before nine. A doctor's note is needed from the third day on.
`,
  'leave.md.metadata.json': JSON.stringify({ metadataAttributes: { team: 'people', year: 2025 } }),
  'bicycles.md': `# Bicycles

Everybody may park a bicycle in the cellar. The key lies at the reception desk.
`,
  'travel/trains.csv': 'city,trains,class\nLondon,12,second\nParis,4,first\n',
};

let bench: Bench;
const write = (files: Readonly<Record<string, string>>, below: string) => {
  for (const [name, content] of Object.entries(files)) {
    const path = join(bench.folder, below, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
};
beforeAll(async () => {
  bench = openBench();
  write(DOCS, 'docs');
  await bench.start();
}, PATIENCE);
afterAll(() => bench.close());

const kb = (...args: string[]): Promise<Ran> => bench.run(['kb', ...args]);
/** What is another one each time. */
const evened = (text: string): string =>
  text
    .replace(/\b[0-9A-Z]{10}\b/g, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'SESSION');

describe('a folder of documents', { timeout: PATIENCE }, () => {
  test('becomes a knowledge base', async () => {
    expect(await kb('list')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'There is no knowledge base. streambed kb create NAME FOLDER makes one.\n',
    });
    const { code, stdout, stderr } = await kb('create', 'handbook', './docs');
    expect([code, stderr]).toEqual([0, '']);
    expect(evened(stdout)).toBe(
      'knowledge base  handbook (ID)\nsource          docs (ID)\n✓ docs: 3 indexed\n',
    );
    expect(evened((await kb('list')).stdout)).toMatch(
      /^name +id +status +updated\nhandbook +ID +ACTIVE +TIME\n$/,
    );
  });

  test('is searched', async () => {
    const { code, stdout } = await kb('search', 'handbook', 'parental leave', '--results', '1');
    expect([code, stdout]).toEqual([
      0,
      [
        '1  leave.md  1.000',
        '   Leave',
        '   Parental leave lasts 26 weeks. It can be taken by either parent, in up to three parts.',
        '   Sick leave',
        "   Whoever is sick tells the office before nine. A doctor's note is needed from the third day on.",
        '',
      ].join('\n'),
    ]);
    const table = await kb('search', 'handbook', 'trains to Paris', '--results', '1', '--semantic');
    expect(table.stdout).toMatch(
      /^1 {2}travel\/trains\.csv {2}0\.\d{3}\n {3}city \| trains \| class\n {3}London \| 12 \| second\n/,
    );
    const filter = (team: string) => ['--filter', JSON.stringify({ equals: { key: 'team', value: team } })];
    const people = await kb('search', 'handbook', 'key', '--json', ...filter('people'));
    expect(JSON.parse(people.stdout)).toMatchObject([
      { location: { customDocumentLocation: { id: 'leave.md' } }, metadata: { team: 'people', year: 2025 } },
    ]);
    expect(await kb('search', 'handbook', 'key', ...filter('nobody'))).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Nothing was found.\n',
    });
  });

  test('is asked, and says what an answer rests on', async () => {
    const { code, stdout, stderr } = await kb('ask', 'handbook', 'How long is parental leave?');
    expect([code, stdout]).toEqual([
      0,
      [
        'Parental leave lasts 26 weeks. [1]',
        '',
        '[1] leave.md',
        '    Parental leave lasts 26 weeks. It can be taken by either parent, in up to three parts.',
        '',
      ].join('\n'),
    ]);
    const [, session] = /^To go on: --session (\S+)\n$/.exec(stderr) ?? [];
    const next = await kb(
      'ask',
      'handbook',
      'In how many parts can it be taken?',
      '--session',
      session!,
      '--json',
    );
    expect(next.code).toBe(0);
    const answer = JSON.parse(next.stdout);
    expect(answer).toMatchObject({
      sessionId: session,
      output: { text: expect.stringContaining('three parts') },
    });
    expect(answer.citations[0].retrievedReferences[0].location.customDocumentLocation.id).toBe('leave.md');
  });

  test('that holds no answer says so', async () => {
    const { code, stdout } = await kb('ask', 'handbook', 'Who composed the symphony?');
    expect([code, stdout]).toEqual([1, 'Sorry, I am unable to assist you with this request.\n']);
  });

  test('is brought up to date: what is new, has changed, is gone, is broken, or is nothing to read', async () => {
    write(
      { 'leave.md': '# Leave\n\nParental leave lasts 30 weeks.\n', 'pets.txt': 'Dogs are welcome.\n' },
      'docs',
    );
    write(
      {
        'travel/plan.pdf': 'no document',
        'map.png': 'a picture',
        'bad.md': 'Text.',
        'void.md': '',
        'bad.md.metadata.json': '{',
      },
      'docs',
    );
    rmSync(join(bench.folder, 'docs', 'bicycles.md'));
    const { code, stdout } = await kb('sync', 'handbook', './docs');
    expect(code).toBe(1);
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toBe('✗ docs: 3 indexed, 1 deleted, 3 failed');
    expect(lines[0]).toMatch(/^ {2}✗ bad\.md: its metadata file is no JSON \(.*\)\.$/);
    expect(lines[1]).toBe('  ✗ void.md is empty.');
    expect(lines[2]).toMatch(/^ {2}✗ travel\/plan\.pdf does not hold what a \.pdf file begins with/);
    expect(lines[3]).toBe('  left out, since files of this kind are not read: map.png');
    expect((await kb('ask', 'handbook', 'How long is parental leave?')).stdout).toContain('30 weeks. [1]');
    await expect
      .poll(async () => (await kb('search', 'handbook', 'bicycle', '--json')).stdout)
      .not.toContain('cellar');
    for (const name of ['travel/plan.pdf', 'void.md', 'bad.md', 'bad.md.metadata.json'])
      rmSync(join(bench.folder, 'docs', name));
    const again = await kb('sync', 'handbook', './docs', '--json');
    expect([again.code, JSON.parse(again.stdout)]).toEqual([
      0,
      [
        {
          source: 'docs',
          status: 'COMPLETE',
          indexed: 3,
          deleted: expect.any(Number),
          failures: [],
          leftOut: ['map.png'],
        },
      ],
    ]);
  });

  test('is not taken for another one of the same name', async () => {
    write({ 'other.md': 'Something else.' }, 'elsewhere/docs');
    const { code, stdout, stderr } = await kb('sync', 'handbook', './elsewhere/docs');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^docs holds 3 documents, and none of them is in \S+elsewhere\/docs\. Is it another folder\? Add --yes to replace all of them\.\n$/,
    );
    expect((await kb('ask', 'handbook', 'How long is parental leave?')).stdout).toContain('30 weeks. [1]');
    const replaced = await kb('sync', 'handbook', './elsewhere/docs', '--yes');
    expect([replaced.code, replaced.stdout]).toEqual([0, '✓ docs: 1 indexed, 3 deleted\n']);
  });

  test('that is large tells how far it is', async () => {
    write(
      Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`${n}.txt`, `Note ${n} is about item ${n}.`])),
      'many',
    );
    const { code, stdout, stderr } = await kb('create', 'notes', './many');
    expect([code, evened(stdout).split('\n').at(-2)]).toEqual([0, '✓ many: 25 indexed']);
    expect(stderr).toBe('many: 10 of 25 documents\nmany: 20 of 25 documents\n');
  });

  test('in a bucket is fetched by the server', async () => {
    write({ 'a.md': 'The lighthouse is red.', 'broken.docx': 'no document' }, 'data/objects/papers/2026');
    const created = await kb('create', 'papers', 's3://papers/2026/');
    expect(created.code).toBe(1);
    expect(created.stdout).toContain('✗ papers-2026: 2 documents looked at, 1 indexed, 1 failed');
    expect(created.stdout).toContain('broken.docx');
    rmSync(join(bench.folder, 'data/objects/papers/2026/broken.docx'));
    const synced = await kb('sync', 'papers');
    expect([synced.code, synced.stdout]).toEqual([
      0,
      '✓ papers-2026: 1 document looked at, 0 indexed, 1 deleted\n',
    ]);
    const { stdout } = await kb('ask', 'papers', 'Which colour has the lighthouse?');
    expect(stdout).toContain('[1] s3://papers/2026/a.md\n');
  });

  test('goes with its knowledge base, once somebody said yes', async () => {
    expect(await kb('delete', 'handbook')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Nobody can be asked here: add --yes to delete knowledge base handbook.\n',
    });
    expect(await kb('delete', 'handbook', '--yes')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Deleted knowledge base handbook.\n',
    });
    const gone = await kb('delete', 'notes', '--yes', '--json');
    expect(JSON.parse(gone.stdout)).toMatchObject({ status: 'DELETING' });
    const { stdout } = await kb('list', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'papers' }]);
  });
});

describe('what is wrong is said, with a way out', { timeout: PATIENCE }, () => {
  beforeAll(async () => {
    mkdirSync(join(bench.folder, 'empty'), { recursive: true });
    write({ 'a.png': 'a picture' }, 'pictures');
    write({ 'a.md': 'A text.' }, 'one');
    await kb('create', 'ones', './one');
  }, PATIENCE);

  test.each<[string[], number, string]>([
    [
      ['frobnicate'],
      2,
      'There is no streambed kb frobnicate; there are create, sync, search, ask, list, delete.',
    ],
    [
      ['ask'],
      2,
      'Name the knowledge base: streambed kb ask NAME. streambed kb list shows those that are there.',
    ],
    [['search', 'ones'], 2, 'Say what: streambed kb search ones "…".'],
    [
      ['ask', 'one', 'Why?'],
      2,
      'There is no knowledge base one. Did you mean ones? streambed kb list shows those that are there.',
    ],
    [
      ['create', 'two', './nowhere'],
      2,
      './nowhere is not there. A source is a folder, s3://bucket/prefix or https://page.',
    ],
    [
      ['create', 'two', './empty'],
      2,
      '/empty holds no files. Documents are PDF, Word, Excel, PowerPoint, HTML, Markdown, CSV, JSON and plain text.',
    ],
    [
      ['create', 'two', './pictures'],
      2,
      '/pictures holds only files that cannot be read (a.png). Documents are PDF,',
    ],
    [['sync', 'ones', './empty'], 2, '/empty holds no files.'],
    [
      ['create', 'two two', './one'],
      2,
      '"two two" is no name of a knowledge base. It has up to 100 letters and digits, with - or _ between them.',
    ],
    [
      ['create', 'ones', './one'],
      2,
      'There is a knowledge base ones already. streambed kb sync ones FOLDER brings it up to date, streambed kb delete ones takes it away.',
    ],
    [
      ['create', 'two', './one', '--chunk-tokens', '0'],
      2,
      '--chunk-tokens is a whole number from 1 to 8192, not 0.',
    ],
    [
      ['sync', 'ones'],
      2,
      'ones has no source that the service fetches. Name the folder: streambed kb sync ones FOLDER.',
    ],
    [['search', 'ones', 'x', '--results', '0'], 2, '--results is a whole number from 1 to 100, not 0.'],
    [['search', 'ones', 'x', '--filter', '{x'], 2, '--filter is no JSON'],
    [
      ['search', 'ones', 'x', '--filter', '{"x": 1}'],
      2,
      'filter: Member must have exactly one of these members set: [andAll,',
    ],
    [
      ['search', 'ones', 'x', '--filter', '{"greaterThan": {"key": "a", "value": "b"}}'],
      2,
      'filter.greaterThan.value must be a number.',
    ],
    [['ask', 'ones', 'Why?', '--session', 'nobody'], 2, 'There is no session nobody:'],
    [['ask', 'ones', 'Why?', '--model', 'what ever'], 2, 'modelArn: this is none.'],
  ])('%j', async (args, code, message) => {
    const ran = await kb(...args);
    expect([ran.code, ran.stdout]).toEqual([code, '']);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a server that does not run', async () => {
    const { code, stdout, stderr } = await bench.run(['kb', 'list'], {
      env: { STREAMBED_DATA: join(bench.folder, 'elsewhere') },
    });
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('Start one with: streambed start');
  });
});

/** The blocks of a page that show commands, each with what it prints. */
const shownIn = (page: string) =>
  [...page.matchAll(/^```\n(\$ streambed kb [\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .filter(Boolean)
      .map((shown) => {
        const [command = '', ...lines] = shown.split('\n');
        return { command, printed: lines.join('\n') };
      }),
  );

test.each(['cli.md', 'knowledge-bases.md'])(
  'docs/%s shows what is printed',
  async (name) => {
    const page = readFileSync(fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url)), 'utf8');
    const shown = shownIn(page);
    expect(shown.length).toBeGreaterThan(1);
    const own = openBench();
    try {
      for (const [path, content] of Object.entries(DOCS)) {
        mkdirSync(dirname(join(own.folder, 'docs', path)), { recursive: true });
        writeFileSync(join(own.folder, 'docs', path), content);
      }
      await own.start();
      for (const { command, printed } of shown) {
        const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
        const { stdout, stderr } = await own.run(args.slice(1));
        expect(evened(stdout + stderr), command).toBe(evened(printed));
      }
    } finally {
      await own.close();
    }
  },
  PATIENCE,
);
