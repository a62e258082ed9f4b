import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLog, type LogFields, type LogLevel, logLevels } from './log.ts';

const logWith = (level: LogLevel, secrets: readonly string[] = []) => {
  const lines: string[] = [];
  const log = createLog({ level, write: (line) => lines.push(line), now: () => 0, secrets: () => secrets });
  return { log, lines };
};

/** What a terminal or a reader of lines would act on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through.
const active = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

describe('whatever the text', () => {
  test('a line is one line of JSON without active characters, and says what was said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { log, lines } = logWith('info');
        log.info(text, { userAgent: text, error: text });
        expect(lines).toHaveLength(1);
        const [line] = lines;
        expect(line?.indexOf('\n')).toBe((line?.length ?? 0) - 1);
        expect(line?.slice(0, -1)).not.toMatch(active);
        expect(JSON.parse(line ?? '')).toMatchObject({ message: text, userAgent: text, error: text });
      }),
    );
  });

  test.each([
    ['a forged line', '\r\n{"level":"error"}'],
    ['a terminal sequence', '\u001b[2J\u009b31m'],
    ['text turned around', 'abc\u202Efdp.exe'],
    ['a line separator', 'a\u2028b'],
  ])('%s is escaped', (_what, text) => {
    const { log, lines } = logWith('info');
    log.info('request', { userAgent: text });
    expect(lines[0]?.split('\n')).toHaveLength(2);
    expect(lines[0]).not.toMatch(active);
  });

  test('a long text is cut', () => {
    const { log, lines } = logWith('info');
    log.info('a'.repeat(1_000_000), {
      userAgent: 'b'.repeat(1_000_000),
      error: new Error('c'.repeat(1_000_000)),
    });
    expect(lines[0]?.length).toBeLessThan(20_000);
  });
});

test('only known fields are written', () => {
  const { log, lines } = logWith('info');
  const fields = { requestId: 'r', authorization: 'a', secretAccessKey: 's', toString: 't' } as LogFields;
  log.info('request', fields);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    time: '1970-01-01T00:00:00.000Z',
    level: 'info',
    message: 'request',
    requestId: 'r',
  });
});

test('a secret is blotted out wherever it stands', () => {
  const secret = 'p+ss/"word\\1234';
  const { log, lines } = logWith('info', [secret]);
  log.error(`with ${secret} in it`, {
    error: new Error(`failed with ${secret}`, { cause: new Error(secret) }),
    path: `/${secret}`,
  });
  expect(JSON.stringify(JSON.parse(lines[0] ?? ''))).not.toContain('ss/');
  expect(lines[0]).toContain('with *** in it');
});

test('an error tells its stack and its cause', () => {
  const { log, lines } = logWith('error');
  log.error('failed', { error: new Error('outer', { cause: new TypeError('inner') }) });
  const { error } = JSON.parse(lines[0] ?? '');
  expect(error).toMatch(/Error: outer\n[\s\S]*log\.test\.ts[\s\S]*caused by TypeError: inner/);
});

test.each(logLevels)('at level %s the more important levels are written, and no others', (level) => {
  const { log, lines } = logWith(level);
  for (const method of ['error', 'warn', 'info', 'debug'] as const) {
    log[method](method);
    expect(log.writes(method)).toBe(logLevels.indexOf(method) <= logLevels.indexOf(level));
  }
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(
    logLevels.slice(1, logLevels.indexOf(level) + 1),
  );
});
