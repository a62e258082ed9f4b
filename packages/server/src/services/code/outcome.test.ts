import { FlowError } from '@streambed/flow/ports';
import { describe, expect, it } from 'vitest';
import { describeOutcome } from './outcome.ts';
import type { RunOutcome } from './python-process.ts';

const settings = { timeLimit: 30_000, memoryLimit: 256, resultLimit: 100 };
const raised = (error: object, output = ''): RunOutcome => ({
  kind: 'raised',
  json: JSON.stringify(error),
  output,
});

const fault = (outcome: RunOutcome) => {
  const described = describeOutcome(outcome, settings);
  if (!(described instanceof FlowError)) throw new Error(`no fault: ${JSON.stringify(described)}`);
  return described.fault;
};

describe('describeOutcome', () => {
  it('hands on a result and what was printed', () => {
    expect(describeOutcome({ kind: 'value', json: '{"a":[1]}', output: 'hi' }, settings)).toEqual({
      result: { a: [1] },
      output: 'hi',
    });
  });

  it.each<[string, RunOutcome, RegExp]>([
    [
      'an exception',
      raised({ type: 'KeyError', message: "'x'", line: 3, text: "d['x']" }),
      /^The code failed with KeyError: 'x' in line 3 of the code: d\['x'\]$/,
    ],
    [
      'an exception after printing',
      raised({ type: 'E', message: '', line: null, text: null }, 'a\nb\n'),
      /^The code failed with E\. Printed last: "a\\nb"\.$/,
    ],
    [
      'memory',
      raised({ type: 'MemoryError', message: '', line: 1, text: 'x', memory: 'MemoryError' }),
      /out of memory \(MemoryError\) in line 1/,
    ],
    [
      'memory that ran out within a conversion',
      raised({
        type: 'pyodide.ffi.ConversionError',
        message: 'Conversion from python to javascript failed',
        line: 3,
        text: 'to_js(x)',
        memory: 'RangeError: Array buffer allocation failed',
      }),
      /^The code ran out of memory \(RangeError: Array buffer allocation failed\) in line 3 of the code: to_js\(x\)\. Work on less/,
    ],
    [
      'a conversion that failed for another reason',
      raised({
        type: 'pyodide.ffi.ConversionError',
        message: 'No conversion',
        line: 3,
        text: 'x',
        memory: null,
      }),
      /^The code failed with pyodide\.ffi\.ConversionError: No conversion in line 3 of the code: x$/,
    ],
    [
      'exit()',
      raised({ type: 'SystemExit', message: '0', line: 1, text: 'exit()' }),
      /ended itself .*Leave out exit\(\)/,
    ],
    [
      'an error that is no JSON',
      { kind: 'raised', json: '{', output: '' },
      /^The code failed with Exception$/,
    ],
    [
      'an error of odd types',
      { kind: 'raised', json: '{"type":[1],"__proto__":2}', output: '' },
      /^The code failed with Exception$/,
    ],
    [
      'a result that is no JSON',
      { kind: 'notJson', json: '{"message":"The result is of type set."}', output: '' },
      /^The result is of type set\.$/,
    ],
    [
      'a result that is too large',
      { kind: 'notJson', json: '{"size":101}', output: '' },
      /101 bytes of JSON; the limit is 100/,
    ],
    [
      'hostile JSON for a result',
      { kind: 'value', json: '['.repeat(50_000), output: '' },
      /not usable JSON \(nested deeper/,
    ],
    ['garbage for a result', { kind: 'value', json: 'garbage', output: '' }, /not usable JSON/],
    ['time', { kind: 'time', output: 'x' }, /did not finish within 30 s.*Printed last: "x"/],
    ['a deep recursion', { kind: 'broken', detail: 'stack', output: '' }, /nested its calls too deep/],
    [
      'a broken interpreter',
      { kind: 'broken', detail: 'python', output: '' },
      /broke the Python interpreter/,
    ],
    [
      'heap exhaustion',
      { kind: 'ended', detail: 'signal SIGTRAP: JavaScript heap out of memory', output: '' },
      /more memory than it may \(256 MiB/,
    ],
    [
      'an end without a word',
      { kind: 'ended', detail: 'exit code 0', output: '' },
      /ended before there was a result \(exit code 0\)/,
    ],
    [
      'forgery',
      { kind: 'forged', detail: 'a message of 9 bytes', output: '' },
      /wrote to the channel of its own sandbox/,
    ],
  ])('blames the author for %s', (_, outcome, message) => {
    expect(fault(outcome)).toMatchObject({ kind: 'validation', blame: 'author' });
    expect(fault(outcome).message).toMatch(message);
  });

  it('does not blame the author for a shutdown', () => {
    expect(fault({ kind: 'killed', output: '' })).toMatchObject({
      kind: 'dependencyFailed',
      blame: 'dependency',
    });
  });

  it('shows only the end of what was printed', () => {
    expect(fault({ kind: 'time', output: 'x'.repeat(10_000) }).message.length).toBeLessThan(800);
  });
});
