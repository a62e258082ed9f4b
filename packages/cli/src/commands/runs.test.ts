import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failing, summary, twoOutputs } from '../test-support/flows.ts';
import { type Bench, openBench } from '../test-support/run-cli.ts';

let bench: Bench;

beforeAll(async () => {
  bench = openBench();
  const write = (name: string, value: unknown) =>
    writeFileSync(join(bench.folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  write('streambed.yaml', 'models: {detect: false}\n');
  write('summary.json', summary);
  write('failing.json', failing);
  write('two.json', { name: 'two-outputs', definition: twoOutputs });
  await bench.start();
  for (const file of ['summary.json', 'failing.json', 'two.json']) await bench.run(['deploy', file]);
}, 120_000);
afterAll(() => bench.close());

const LETTER = 'The ferry stops in May. We ask for a bus to the bridge.';
const input = ['--input', JSON.stringify(LETTER)];

const succeed = async (args: readonly string[]) => {
  const ran = await bench.run(args);
  expect([ran.code, ran.stderr], ran.stdout).toEqual([0, expect.any(String)]);
  return ran;
};

const idOf = (stderr: string): string => /run ([0-9a-f-]{36})/.exec(stderr)![1]!;

describe('streambed run', () => {
  test('writes the output, and says what it came to', async () => {
    const { stdout, stderr } = await succeed(['run', 'summary', ...input]);
    expect(stdout.trim()).not.toBe('');
    expect(stderr).toMatch(/^run [0-9a-f-]{36} Succeeded after \d.* \(3 node runs, [\d,]+ tokens, .*\)\n$/);
  });

  test('tells the steps, and the events as JSON', async () => {
    const { stderr } = await succeed(['run', 'summary', ...input, '--steps']);
    expect(stderr).toMatch(/^Summarise ← \{"letter"/m);
    expect(stderr).toMatch(/^Summarise called bedrock Converse$/m);
    const { stdout } = await succeed(['run', 'summary', ...input, '--json']);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: 'runEnded', run: { status: 'Succeeded' } });
  });

  test('runs a file that is stored nowhere, a version, and parts with what an earlier run gave', async () => {
    const file = await succeed([
      'run',
      'summary',
      '--file',
      'two.json',
      '--input',
      '{"name": "x"}',
      '--json',
    ]);
    expect(JSON.parse(file.stdout.trim().split('\n')[0]!).run).not.toHaveProperty('flowVersion');
    const whole = await succeed(['run', 'summary', ...input]);
    const runId = idOf(whole.stderr);
    const again = await succeed(['run', 'summary', '--from', 'Summarise', '--from-run', runId]);
    expect(again.stdout).toBe(whole.stdout);
    const only = await succeed(['run', 'summary', '--only', 'Summarise', '--from-run', runId, '--steps']);
    expect(only.stderr).toMatch(/^Summarise → /m);
    const until = await succeed([
      'run',
      'summary',
      '--until',
      'Summarise',
      ...input,
      '--pin',
      'Summarise={"modelCompletion":"pinned"}',
      '--steps',
    ]);
    expect(until.stderr).toMatch(/^Summarise → pinned \{"modelCompletion":"pinned"\}$/m);
  });

  test('ends with 1 where the run fails, with 2 where the command line is wrong', async () => {
    const failed = await bench.run(['run', 'failing', ...input]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/^run [0-9a-f-]{36} Failed at \w+/m);
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [['run', 'summary'], '--input'],
      [['run', 'nobody', ...input], 'There is no flow nobody'],
      [['run', 'summary', ...input, '--until', 'A', '--only', 'B'], 'contradict'],
      [['run', 'summary', ...input, '--alias', 'a', '--version', '1'], 'not several'],
      [['run', 'summary', ...input, '--pin', 'x'], '--pin'],
      [['run', 'summary', ...input, '--pin', 'x={'], '--pin'],
      [['run', 'summary', ...input, '--from', 'A', '--from-run', 'x', '--iteration', 'Each'], '--iteration'],
      [['runs', 'show'], 'Name the run'],
      [['runs', 'watch'], 'There is no streambed runs watch'],
      [['runs', '--status', 'odd'], '--status'],
      [['runs', '--limit', '0'], '--limit'],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr } = await bench.run(args);
      expect([code, stderr], args.join(' ')).toEqual([2, expect.stringContaining(message)]);
    }
  });
});

describe('streambed runs', () => {
  test('lists runs, newest first, by flow and status', async () => {
    const { stderr } = await succeed(['run', 'two-outputs', '--input', '{"name": "x"}']);
    const runId = idOf(stderr);
    const { stdout } = await succeed(['runs', '--flow', 'two-outputs']);
    const [head, first] = stdout.split('\n');
    expect(head).toMatch(/^RUN +STATUS +FLOW/);
    expect(first).toMatch(new RegExp(`^${runId} +Succeeded `));
    const failed = await succeed(['runs', 'list', '--status', 'failed', '--json']);
    expect(JSON.parse(failed.stdout)[0]).toMatchObject({
      status: 'Failed',
      fault: { exception: expect.any(String) },
    });
  });

  test('shows one, node by node or event by event', async () => {
    const runId = idOf((await succeed(['run', 'summary', ...input])).stderr);
    const { stdout } = await succeed(['runs', 'show', runId]);
    expect(stdout).toMatch(/^status +Succeeded$/m);
    expect(stdout).toMatch(/^Summarise +1 +\d/m);
    const events = await succeed(['runs', 'show', runId, '--events']);
    expect(events.stdout).toMatch(/^Summarise ← /m);
    const json = JSON.parse((await succeed(['runs', 'show', runId, '--json'])).stdout);
    expect(json).toMatchObject({ run: { runId }, inputs: [{ document: LETTER }] });
    expect((await bench.run(['runs', 'show', 'nobody'])).stderr).toContain('There is no run nobody here');
  });

  test('stops one, and one that has ended stays as it is', async () => {
    const runId = idOf((await succeed(['run', 'summary', ...input])).stderr);
    expect((await succeed(['runs', 'stop', runId])).stdout).toContain(`run ${runId} Succeeded`);
  });
});
