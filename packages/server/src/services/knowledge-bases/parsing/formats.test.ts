import { describe, expect, test } from 'vitest';
import { fixture, parseHere, shown, textDocument } from './fixtures.fixture.ts';

const parse = (name: string) => parseHere({ name, bytes: fixture(name) });

const guide = 'Tea, a short guide';
const table =
  '| Tea | Degrees | Note |\n| --- | --- | --- |\n| Green | 75 | gentle \\| sweet |\n| Black | 100 | strong |';

/** What pandoc and LibreOffice make of the same source. */
const guideBlocks = (code: string): string[] => [
  'heading1 Tea, a short guide',
  `paragraph [${guide}] Nobody`,
  'heading1 Tea',
  'paragraph [Tea] Tea is an old drink, made of leaves and water. It has many kinds.',
  'heading2 [Tea] Kinds of tea',
  'list [Tea > Kinds of tea] - Green tea\n  - Sencha\n  - Matcha\n- Black tea',
  'list [Tea > Kinds of tea] 1. Boil water.\n2. Pour it.',
  `table [Tea > Kinds of tea] ${table}`,
  'heading3 [Tea > Kinds of tea] Code',
  code,
  'paragraph [Tea > Kinds of tea > Code] Tea is quiet.',
  'heading2 [Tea] Water',
  'paragraph [Tea > Water] Soft water makes clear tea. Ünïcödé: 茶, чай, شاي.',
];

const stock = [
  'heading1 p1 Stock',
  'table p1 [Stock] | Item | Amount | Price | Since | In use |\n| --- | --- | --- | --- | --- |\n| Kettle | 3 | 19.5 | 2024-02-29 | true |\n| Cup & saucer | 12 | 4 | 2023-05-06 07:08:09 | false |',
  'heading1 p3 People',
  'table p3 [People] | Name | City |\n| --- | --- |\n| Ærøskøbing | 東京 |',
];

const talk = [
  'heading1 p1 Tea for all',
  'paragraph p1 [Tea for all] A short talk',
  'heading1 p2 Why tea',
  'list p2 [Why tea] - It is warm\n  - It keeps awake',
  'paragraph p2 [Why tea] Smile while saying this.',
  'heading1 p3 Figures',
  'table p3 [Figures] | Country | Cups |\n| --- | --- |\n| Türkiye | 1300 |',
  'paragraph p4 Thank you',
];

const body =
  'Water that has just boiled is too hot for green tea. Let it stand for some minutes, pour it into another vessel, and only then onto the leaves, which give a sweet and gentle taste in this way.';
const water = [
  'heading1 p1 Water',
  `paragraph p1 [Water] ${body} ${body}`,
  'paragraph p1 [Water] It should be soft.',
  'heading2 p1 [Water] Hardness',
  'table p1 [Water > Hardness] | City | Hardness | Fit |\n| --- | --- | --- |\n| Oslo | 2 | yes |\n| Rome | 20 | no |\n| Graz | 9 | nearly |',
  'heading1 p2 Leaves',
  'paragraph p2 [Leaves] Leaves are rolled, steamed and dried.',
];

const codeParagraph = 'paragraph [Tea > Kinds of tea > Code] def brew(minutes):\nreturn minutes * 60';
const codeBlock = 'code [Tea > Kinds of tea > Code] def brew(minutes):\n    return minutes * 60';
const qa =
  'table | id | question | answer |\n| --- | --- | --- |\n| 1 | How hot, "exactly"? | 75 °C |\n| 2 | How long? | One minute; or two |';

describe('files of other tools', () => {
  test.each<[name: string, title: string | undefined, blocks: string[]]>([
    [
      'python-docx.docx',
      'Brewing manual',
      [
        'heading1 Brewing manual',
        'paragraph [Brewing manual] Tea is made of leaves and hot water.',
        'heading1 Green tea',
        'paragraph [Green tea] Green tea wants water of 75 °C.',
        'heading2 [Green tea] Vessels',
        'list [Green tea > Vessels] - A kyusu\n- A gaiwan',
        'table [Green tea > Vessels] | Tea | Degrees | Minutes |\n| --- | --- | --- |\n| Sencha | 75 | 1 |\n| Gyokuro \\| shaded | 55 | 2 |',
        'heading1 Black tea',
        'paragraph [Black tea] Black tea wants boiling water. 紅茶, Чай.',
      ],
    ],
    ['pandoc.docx', guide, guideBlocks(codeParagraph)],
    ['libreoffice.docx', guide, guideBlocks(codeParagraph)],
    ['pandoc.html', guide, guideBlocks(codeBlock)],
    ['openpyxl.xlsx', 'Stock', stock],
    ['libreoffice.xlsx', 'Stock', stock],
    ['utf-16.xlsx', 'Stock', stock],
    [
      'xlsxwriter.xlsx',
      'Sums',
      [
        'heading1 p1 Sums',
        'table p1 [Sums] | Year | Sum |\n| --- | --- |\n| 2023 | 10 |\n| 2024 | 20 |\n| 2025 |  |',
      ],
    ],
    ['python-pptx.pptx', 'Tea for all', talk],
    ['libreoffice.pptx', 'Tea for all', talk],
    ['reportlab.pdf', 'Water and leaves', water],
    ['object-streams.pdf', 'Water and leaves', water],
    ['fpdf2.pdf', 'Two lines', ['paragraph p1 The first line of a small file. The second line.']],
    ['owner-password.pdf', 'Two lines', ['paragraph p1 The first line of a small file. The second line.']],
    ['comma.csv', undefined, [qa]],
    ['semicolon.csv', undefined, [qa]],
    ['tab.tsv', undefined, [qa]],
  ])('%s', async (name, title, blocks) => {
    const document = await parse(name);
    expect(shown(document)).toEqual(blocks);
    expect(document.title).toBe(title);
  });

  test('what LibreOffice prints keeps its headings, lists and slides', async () => {
    const writer = shown(await parse('libreoffice-writer.pdf'));
    expect(writer).toContain(`heading2 p1 [${guide}] Tea`);
    expect(writer).toContain(
      `list p1 [${guide} > Tea > Kinds of tea] • Green tea\n– Sencha\n– Matcha\n• Black tea\n1. Boil water.\n2. Pour it.`,
    );
    expect(writer.at(-1)).toMatch(/\[.* > Tea > Water\] Soft water makes clear tea\. Ünïcödé: 茶, чай, /);
    const slides = shown(await parse('libreoffice-impress.pdf'));
    expect(slides).toContain('heading1 p2 Why tea');
    expect(slides).toContain('list p2 [Why tea] • It is warm');
  });

  test('a table on a slide of pandoc, and its lists', async () => {
    const blocks = shown(await parse('pandoc.pptx'));
    expect(blocks).toContain(`table p2 [Tea] ${table}`);
    expect(blocks[3]).toContain('- Green tea\n  - Sencha');
  });
});

describe('HTML', () => {
  test('without scripts, what is hidden and the way around in the site', async () => {
    const document = await parse('page.html');
    expect(document.title).toBe('How to brew tea');
    const [brew, steps] = ['How to brew tea', 'How to brew tea > Steps'];
    expect(shown(document)).toEqual([
      'paragraph The tea house',
      'heading1 How to brew tea',
      `paragraph [${brew}] Boil the water.\nWait.`,
      `paragraph [${brew}] loose text, bold & plain`,
      `heading2 [${brew}] Steps`,
      `list [${steps}] 3. Pour 200 ml\n  - slowly\n4. Wait`,
      `list [${steps}] Gaiwan: a lidded bowl`,
      `code [${steps}] one\n  two`,
      `paragraph [${steps}] Times`,
      `table [${steps}] | Tea | Minutes |\n| --- | --- |\n| Green | 1 |\n| both |  |`,
      `paragraph [${steps}] laid out`,
      `paragraph [${steps}] side by side`,
      `heading3 [${steps}] A note`,
      `paragraph [${steps} > A note] Kept.`,
      `paragraph [${steps} > A note] by the author`,
    ]);
  });

  test.each<[what: string, html: string, blocks: string[]]>([
    ['no elements at all', 'just text', ['paragraph just text']],
    ['words in inline elements', '<p>one<b>two</b> three<i> four</i></p>', ['paragraph onetwo three four']],
    [
      'elements that are left open',
      '<p>one<p>two<li>three',
      ['paragraph one', 'paragraph two', 'paragraph three'],
    ],
    ['a list in a list without an item', '<ul><li>a</li><ul><li>b</li></ul></ul>', ['list - a\n  - b']],
    ['paragraphs in an item', '<ul><li><p>a</p><p>b</p></li></ul>', ['list - a b']],
    ['a head only', '<title>t</title><p>x', ['paragraph x']],
  ])('%s', async (_, html, blocks) => {
    expect(shown(await parseHere(textDocument('a.html', html)))).toEqual(blocks);
  });

  test('says its encoding itself', async () => {
    const bytes = Buffer.from('<html><meta charset="windows-1251"><p>\xd7\xe0\xe9', 'latin1');
    expect(shown(await parseHere({ name: 'a.html', bytes }))).toEqual(['paragraph Чай']);
  });
});

describe('Markdown', () => {
  test('keeps what was written, by its headings', async () => {
    const document = await parse('source.md');
    expect(document.title).toBe(guide);
    expect(shown(document)).toEqual([
      `code title: "${guide}"\nauthor: Nobody`,
      'heading1 Tea',
      'paragraph [Tea] Tea is an *old* drink, made of [leaves](https://example.com/leaves) and water. It has **many** kinds.',
      'heading2 [Tea] Kinds of tea',
      'list [Tea > Kinds of tea] - Green tea\n    - Sencha\n    - Matcha\n- Black tea',
      'list [Tea > Kinds of tea] 1. Boil water.\n2. Pour it.',
      `table [Tea > Kinds of tea] ${table}`,
      'heading3 [Tea > Kinds of tea] Code',
      codeBlock,
      'paragraph [Tea > Kinds of tea > Code] > Tea is quiet.',
      'heading2 [Tea] Water',
      'paragraph [Tea > Water] Soft water makes `clear` tea. Ünïcödé: 茶, чай, شاي.',
    ]);
  });

  test.each<[what: string, text: string, blocks: string[]]>([
    ['a heading with markup', '# The `code` of *tea* ![pot](a.png)', ['heading1 The code of tea pot']],
    [
      'deeper and back',
      '# a\n### b\nx\n## c\ny',
      ['heading1 a', 'heading3 [a] b', 'paragraph [a > b] x', 'heading2 [a] c', 'paragraph [a > c] y'],
    ],
    ['HTML', '<details>\nshown\n</details>\n\n<!-- not\n\nshown -->', ['paragraph shown']],
    ['front matter that is none', '---\n\ntext', ['paragraph text']],
  ])('%s', async (_, text, blocks) => {
    expect(shown(await parseHere(textDocument('a.md', text)))).toEqual(blocks);
  });
});

test('a long Markdown file is parsed in pieces, and nobody sees where', async () => {
  const section = (index: number): string =>
    `## Section ${index}\n\n${'word '.repeat(400)}\n\n~~~\n# no heading ${index}\n\`\`\`\n~~~\n`;
  const text = `# All\n\n${Array.from({ length: 400 }, (_, index) => section(index)).join('\n')}`;
  expect(text.length).toBeGreaterThan(3 * 256 * 1024);
  const { blocks } = await parseHere(textDocument('a.md', text));
  const headings = blocks.filter(({ kind }) => kind === 'heading').map(({ text }) => text);
  expect(headings).toEqual(['All', ...Array.from({ length: 400 }, (_, index) => `Section ${index}`)]);
  const code = blocks.filter(({ kind }) => kind === 'code');
  expect(code.map(({ text }) => text)).toEqual(code.map((_, index) => `# no heading ${index}\n\`\`\``));
  expect(code.at(-1)?.headings).toEqual(['All', 'Section 399']);
});

describe('JSON', () => {
  test.each<[name: string, text: string, blocks: string[]]>([
    ['a.json', '{"a": 1, "b": "x\\ny", "c": null}', ['paragraph a: 1\nb: x\n  y\nc:']],
    [
      'a.json',
      '[{"a": {"b": [1, true]}}, "two"]',
      ['paragraph a:\n  b:\n    - 1\n    - true', 'paragraph two'],
    ],
    ['a.json', '{"a": [{"x": 1, "y": 2}], "b": {}}', ['paragraph a:\n  - x: 1\n    y: 2', 'paragraph b:']],
    ['a.jsonl', '{"q": "one"}\n\n{"q": "two"}\n', ['paragraph q: one', 'paragraph q: two']],
    ['a.json', '{"__proto__": {"polluted": 1}}', ['paragraph __proto__:\n  polluted: 1']],
  ])('%s %s', async (name, text, blocks) => {
    expect(shown(await parseHere(textDocument(name, text)))).toEqual(blocks);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('CSV', () => {
  test('a long table is several blocks, each with the header', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => `${index},name ${index}`);
    const { blocks } = await parseHere(textDocument('a.csv', `id,name\n${rows.join('\n')}`));
    expect(blocks.length).toBeGreaterThan(2);
    for (const { text } of blocks)
      expect(text).toMatch(/^\| id \| name \|\n\| --- \| --- \|\n\| \d+ \| name/);
    const ids = blocks.flatMap(({ text }) => [...text.matchAll(/^\| (\d+) /gm)].map(([, id]) => Number(id)));
    expect(ids).toEqual(rows.map((_, index) => index));
  });

  test('rows are records where the structure says so', async () => {
    const source = { name: 'comma.csv', bytes: fixture('comma.csv') };
    const all = await parseHere({ ...source, csvStructure: { contentField: 'answer' } });
    expect(shown(all)).toEqual([
      'record 75 °C {"id":"1","question":"How hot, \\"exactly\\"?"}',
      'record One minute; or two {"id":"2","question":"How\\nlong?"}',
    ]);
    const some = await parseHere({
      ...source,
      csvStructure: { contentField: 'question', fieldsToInclude: ['id', 'answer'], fieldsToExclude: ['id'] },
    });
    expect(some.blocks[0]?.metadata).toEqual({ answer: '75 °C' });
  });

  test.each(['text', 'Id'])('a column %s that is not there is named', async (contentField) => {
    const source = { name: 'comma.csv', bytes: fixture('comma.csv'), csvStructure: { contentField } };
    await expect(parseHere(source)).rejects.toMatchObject({
      reason: 'metadata',
      message: expect.stringContaining(`no column ${contentField}`),
    });
  });
});

test('plain text is its paragraphs', async () => {
  expect(shown(await parseHere(textDocument('a.txt', '\n\n  one\nline\r\n \r\ntwo\fthree\n')))).toEqual([
    'paragraph   one\nline',
    'paragraph two',
    'paragraph three',
  ]);
});
