import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench } from '../packages/cli/src/test-support/run-cli.ts';

/** Starting Python's sandbox alone takes a slow machine half a minute. */
const PATIENCE = 300_000;

const examples = fileURLToPath(new URL('.', import.meta.url));
/** A definition, or a template where the flow has a parameter. */
const FILES = ['flow.json', 'template.json'];
const files = new Map(
  readdirSync(examples, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const file = FILES.find((each) => readdirSync(join(examples, name)).includes(each));
      return file ? [[name, join(examples, name, file)] as const] : [];
    }),
);
const names = [...files.keys()];

let bench: Bench;

beforeAll(async () => {
  bench = openBench();
  // Copies, since flows write into buckets, and Python beside its functions.
  for (const folder of ['buckets', 'functions'])
    cpSync(join(examples, folder), join(bench.folder, folder), { recursive: true });
  const configuration = readFileSync(join(examples, 'streambed.yaml'), 'utf8');
  writeFileSync(join(bench.folder, 'streambed.yaml'), `${configuration}models:\n  detect: false\n`);
  await bench.start();
}, PATIENCE);
afterAll(() => bench.close());

interface Outcome {
  /** Documents by Output node. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** How often each node ran, as far as its trace shows inputs. */
  readonly runs: ReadonlyMap<string, number>;
}

/** Deploys an example as its README says, and runs it. */
const runExample = async (name: string, input?: unknown, options: string[] = []): Promise<Outcome> => {
  const deployed = await bench.run(['deploy', files.get(name)!, ...options]);
  expect([deployed.code, deployed.stderr]).toEqual([0, '']);
  const given = input === undefined ? `@${join(examples, name, 'input.json')}` : JSON.stringify(input);
  const { code, stdout, stderr } = await bench.run(['invoke', name, '--input', given, '--trace', '--json']);
  expect([code, stderr]).toEqual([0, '']);
  const outputs: Record<string, unknown> = {};
  const runs = new Map<string, number>();
  for (const line of stdout.trim().split('\n')) {
    const { flowOutputEvent, flowTraceEvent } = JSON.parse(line);
    if (flowOutputEvent) outputs[flowOutputEvent.nodeName] = flowOutputEvent.content.document;
    const ran = flowTraceEvent?.trace.nodeInputTrace?.nodeName;
    if (ran) runs.set(ran, (runs.get(ran) ?? 0) + 1);
  }
  return { outputs, runs };
};

/** Sentences that end with a period. */
const sentencesOf = (text: unknown): string[] => String(text).split(/(?<=\.)\s+/);

const inputOf = (name: string) => JSON.parse(readFileSync(join(examples, name, 'input.json'), 'utf8'));

test('each example tells its story and is named in the list', () => {
  const list = readFileSync(join(examples, 'README.md'), 'utf8');
  expect(names.length).toBeGreaterThanOrEqual(7);
  for (const name of names) {
    expect(readFileSync(join(examples, name, 'README.md'), 'utf8')).toMatch(/^# .+\n\n.{100}/s);
    expect(list).toContain(`[${name}](${name})`);
  }
});

test.each(names)('%s has no errors and no warnings', async (name) => {
  const { code, stdout } = await bench.run(['validate', files.get(name)!, '--json']);
  expect([code, JSON.parse(stdout)]).toEqual([0, []]);
});

describe('prompt-chain', () => {
  test('each prompt works on the answer of the one before', async () => {
    const { outputs, runs } = await runExample('prompt-chain');
    const { notes } = inputOf('prompt-chain');
    const summary = sentencesOf(outputs.SummaryOutput);
    expect(summary).toHaveLength(2);
    for (const sentence of summary) expect(notes).toContain(sentence);
    expect(sentencesOf(outputs.HeadlineOutput)).toHaveLength(1);
    expect(summary).toContain(outputs.HeadlineOutput);
    expect([...runs.keys()].slice(0, 3)).toEqual(['KeyPoints', 'Summary', 'Headline']);
  });
});

describe('house-rules', () => {
  test(
    'answers from the documents, and says when they hold no answer',
    async () => {
      const made = await bench.run([
        'kb',
        'create',
        'house-rules',
        join(examples, 'house-rules', 'documents'),
        '--json',
      ]);
      expect([made.code, made.stderr]).toEqual([0, '']);
      const { knowledgeBaseId, sources } = JSON.parse(made.stdout);
      expect(sources).toMatchObject([{ indexed: 4 }]);
      const set = ['--set', `LibraryKnowledgeBaseId=${knowledgeBaseId}`];
      const known = await runExample('house-rules', undefined, set);
      expect(known.outputs).toEqual({ Answer: expect.stringContaining('three days') });
      const unknown = 'What is the capital of the moon?';
      expect((await runExample('house-rules', unknown, set)).outputs).toEqual({
        NothingFound: `The documents say nothing about: ${unknown}`,
      });
    },
    PATIENCE,
  );
});

describe('condition-router', () => {
  test.each([
    ['billing', undefined, 'BillingOutput', /charged the yearly fee twice/, 'BillingReply'],
    [
      'technical',
      'The app crashes with an error every time I log in.',
      'TechnicalOutput',
      /crashes with an error/,
      'TechnicalReply',
    ],
    ['anything else', 'Do you also sell books?', 'OtherOutput', /^Thank you, Amara\./, 'Acknowledge'],
  ])(
    '%s takes its branch only',
    async (_, message, node, answer, worked) => {
      const input = message === undefined ? undefined : { name: 'Amara', message };
      const { outputs, runs } = await runExample('condition-router', input);
      expect(Object.keys(outputs)).toEqual([node]);
      expect(outputs[node]).toMatch(answer);
      const branches = ['BillingReply', 'TechnicalReply', 'Acknowledge'];
      expect(branches.filter((branch) => runs.has(branch))).toEqual([worked]);
    },
    PATIENCE,
  );
});

describe('iterator-collector', () => {
  test(
    'makes a card of each review, in order, and a tally',
    async () => {
      const { outputs, runs } = await runExample('iterator-collector');
      const reviews = inputOf('iterator-collector') as string[];
      const result = outputs.FlowOutput as {
        reviews: number;
        sentiments: object;
        cards: { sentiment: string; gist: string; words: number }[];
      };
      expect(result.reviews).toBe(reviews.length);
      expect(result.sentiments).toEqual({ positive: 2, negative: 1 });
      expect(result.cards.map(({ sentiment }) => sentiment)).toEqual(['positive', 'negative', 'positive']);
      result.cards.forEach(({ gist, words }, index) => {
        expect(reviews[index]).toContain(gist);
        expect(words).toBe(reviews[index]!.split(/\s+/).length);
      });
      expect([runs.get('Gist'), runs.get('Card'), runs.get('Tally')]).toEqual([3, 3, 1]);
    },
    PATIENCE,
  );
});

describe('refinement-loop', () => {
  test(
    'goes round until the text fits',
    async () => {
      const { outputs, runs } = await runExample('refinement-loop');
      const { text, limit } = inputOf('refinement-loop');
      const result = String(outputs.FlowOutput);
      expect(outputs.WordCount).toBe(result.split(/\s+/).length);
      expect(outputs.WordCount).toBeLessThanOrEqual(limit);
      for (const sentence of sentencesOf(result)) expect(text).toContain(sentence);
      expect(runs.get('Tighten')).toBeGreaterThan(1);
      expect(runs.get('Tighten')).toBeLessThan(6);
    },
    PATIENCE,
  );

  test(
    'goes round once when the text fits at once',
    async () => {
      const { outputs, runs } = await runExample('refinement-loop', {
        text: 'It rains in May.',
        sentences: 2,
        limit: 30,
      });
      expect([outputs, runs.get('Tighten')]).toEqual([{ FlowOutput: 'It rains in May.', WordCount: 4 }, 1]);
    },
    PATIENCE,
  );
});

describe('document-summary', () => {
  test('writes a summary of the document beside it', async () => {
    const { outputs } = await runExample('document-summary');
    const written = readFileSync(
      join(bench.folder, 'buckets/survey-archive/summaries/aller-2025.txt'),
      'utf8',
    );
    expect(outputs).toEqual({
      SummaryOutput: written,
      LocationOutput: 's3://survey-archive/summaries/aller-2025.txt',
    });
    const report = readFileSync(join(bench.folder, 'buckets/survey-archive/surveys/aller-2025.txt'), 'utf8');
    expect(sentencesOf(written)).toHaveLength(5);
    for (const sentence of sentencesOf(written)) expect(report).toContain(sentence);
    expect(written.length).toBeLessThan(report.length / 3);
  });
});

describe('lambda-and-code', () => {
  test(
    'prices, waits and confirms',
    async () => {
      const { outputs, runs } = await runExample('lambda-and-code');
      expect(String(outputs.FlowOutput).split('\n')).toEqual([
        'Order for Garden club Verden',
        ' 40 x willow cutting        34.00',
        '  6 x reed mat             147.00',
        '  1 x gauge board           61.00',
        'Total                      217.80',
        'Arrives on 04 March 2026',
      ]);
      expect([runs.get('PriceOrder'), runs.get('DeliveryDays'), runs.get('Confirmation')]).toEqual([1, 1, 1]);
    },
    PATIENCE,
  );

  test('a function that throws fails the flow with its words', async () => {
    const input = { ...inputOf('lambda-and-code'), lines: [{ article: 'moon rock', quantity: 1 }] };
    const { code, stderr } = await bench.run(['invoke', 'lambda-and-code', '--input', JSON.stringify(input)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DependencyFailedException: .*We do not sell moon rock\./);
  });
});

describe('loop-and-code', () => {
  test(
    'pays the loan back to the cent',
    async () => {
      const { outputs, runs } = await runExample('loop-and-code');
      const { amount, rate } = inputOf('loop-and-code');
      const result = outputs.FlowOutput as {
        years: number;
        interest: number;
        schedule: { interest: number; payment: number; balance: number }[];
      };
      expect([result.years, result.schedule.length, runs.get('PayYear')]).toEqual([4, 4, 4]);
      expect(result.schedule.at(-1)?.balance).toBe(0);
      let balance = amount;
      for (const year of result.schedule) {
        expect(year.interest).toBeCloseTo(balance * rate, 2);
        balance = balance + year.interest - year.payment;
        expect(year.balance).toBeCloseTo(balance, 2);
      }
      const paid = result.schedule.reduce((sum, { payment }) => sum + payment, 0);
      expect(paid).toBeCloseTo(amount + result.interest, 2);
    },
    PATIENCE,
  );
});

describe('support-desk', () => {
  const reportOf = (day: string) =>
    readFileSync(join(bench.folder, `buckets/support-desk/reports/${day}.md`), 'utf8');

  test(
    'answers each ticket from the right page and says whom to call',
    async () => {
      const { outputs, runs } = await runExample('support-desk');
      expect(outputs).toEqual({
        UrgentOutput: 'Call first: T-102',
        ReportOutput: 's3://support-desk/reports/2026-03-02.md',
      });
      const report = reportOf('2026-03-02');
      expect(report.match(/^# .+$/gm)).toEqual(['# T-102 (gauge)', '# T-101 (pump)', '# T-103 (account)']);
      expect(report).toContain('Dear Water board Rethem,\n\nA gauge that shows no readings');
      expect(report).toContain('Dear Greenhouse Hedern,\n\nLow pressure in the hose');
      expect(report).toContain(
        'Dear Rowing club Verden,\n\nThe address on invoices is changed in the customer portal',
      );
      expect([runs.get('Topic'), runs.get('Account'), runs.get('HandbookPage'), runs.get('Report')]).toEqual([
        3, 3, 3, 1,
      ]);
    },
    PATIENCE,
  );

  test(
    'a calm morning has no call list',
    async () => {
      const input = inputOf('support-desk');
      const tickets = input.tickets.filter(({ id }: { id: string }) => id === 'T-103');
      const { outputs, runs } = await runExample('support-desk', { day: '2026-03-03', tickets });
      expect(outputs).toEqual({
        CalmOutput: reportOf('2026-03-03'),
        ReportOutput: 's3://support-desk/reports/2026-03-03.md',
      });
      expect(runs.has('CallList')).toBe(false);
    },
    PATIENCE,
  );
});
