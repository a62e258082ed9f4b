import { FlowError } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodePort, type ManagedCodePort } from './code-port.ts';
import { callOf, clock, ids, keepingLog } from './testing.ts';

let port: ManagedCodePort;
const log = keepingLog();

beforeAll(async () => {
  port = createCodePort({ processes: 2, spares: 1, timeLimit: 40_000 }, { clock, ids, log });
  expect(port.status).toMatchObject({ confinement: undefined, ready: 0, starting: 0, pids: [] });
  await port.warm();
});
afterAll(() => port.close());

const run = (code: string, inputs: JsonObject = {}) =>
  port.run({ language: 'Python_3', code, inputs }, callOf('123456789012'));

const messageOf = async (code: string, inputs: JsonObject = {}): Promise<string> => {
  try {
    return `result: ${JSON.stringify(await run(code, inputs))}`;
  } catch (error) {
    expect(error).toBeInstanceOf(FlowError);
    expect((error as FlowError).fault).toMatchObject({ kind: 'validation', blame: 'author' });
    return (error as FlowError).message;
  }
};

describe.concurrent('the value of the last line is the result', () => {
  it.each<[string, string, JsonObject, JsonValue]>([
    ['an expression', 'x = a + 1\nx * 2', { a: 20 }, 42],
    ['the last of several on a line', '1\n2; 3', {}, 3],
    ['a call of an own function', 'def f(n):\n    return 1 if n == 0 else n * f(n - 1)\nf(5)', {}, 120],
    ['the echo of a branch', 'if a > 1:\n    "big"\nelse:\n    "small"', { a: 2 }, 'big'],
    ['the last echo of a loop', 'for n in range(3):\n    n * 2', {}, 4],
    ['nothing at all', '# only a comment', {}, null],
    ['an expression without value', 'print(1)', {}, null],
    ['a data class', 'from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nP(7).x', {}, 7],
    [
      'future imports hold to the end',
      'from __future__ import annotations\ndef f(x: Missing): return x\nf(2)',
      {},
      2,
    ],
    [
      'asyncio',
      'import asyncio\nasync def f():\n    await asyncio.sleep(0.01)\n    return 4\nasyncio.run(f())',
      {},
      4,
    ],
    ['the program is __main__', '__name__', {}, '__main__'],
    ['an input called like a keyword', 'globals()["class"]', { class: 4 }, 4],
    ['an input that hides a built-in', 'len + 1', { len: 1 }, 2],
    [
      'built-ins that the code took away',
      'import builtins, json\nbuiltins.isinstance = builtins.len = builtins.str = json.JSONEncoder.encode = None\n[1, "a"]',
      {},
      [1, 'a'],
    ],
  ])('%s', async (_, code, inputs, result) => {
    expect((await run(code, inputs)).result).toEqual(result);
  });

  it('an assignment at the end is null, and the trace says so', async () => {
    expect(await run('x = 1')).toMatchObject({
      result: null,
      output: expect.stringContaining('write x on a last line'),
    });
  });
});

describe.concurrent('values', () => {
  it('inputs are native', async () => {
    const inputs: JsonObject = {
      n: 9_007_199_254_740_991,
      f: 1.5,
      t: 'ü😀\ud800',
      b: true,
      z: null,
      l: [1, ['x']],
      d: JSON.parse('{"__class__": 1, "__proto__": {"x": 2}, "": 3}') as JsonObject,
    };
    const code = '[[type(v).__name__ for v in (n, f, t, b, z, l, d)], n + 1, f, t, b, z, l, d, len(t)]';
    const types = ['int', 'float', 'str', 'bool', 'NoneType', 'list', 'dict'];
    const { result } = await run(code, inputs);
    // Compared as text, so that a member called __proto__ counts.
    expect(JSON.stringify(result)).toBe(
      JSON.stringify([types, 9_007_199_254_740_992, 1.5, inputs.t, true, null, inputs.l, inputs.d, 3]),
    );
  });

  it('results of kindred types become JSON', async () => {
    const code = [
      'import collections, enum',
      'class Colour(enum.IntEnum):\n    RED = 1',
      'class Text(str):\n    def __str__(self): return "lie"',
      'P = collections.namedtuple("P", "a b")',
      '[(1, (2,)), P(1, 2), collections.OrderedDict(a=1), collections.Counter("aab"), Colour.RED, Text("true"), -0.5, 10**15]',
    ].join('\n');
    expect((await run(code)).result).toEqual([
      [1, [2]],
      [1, 2],
      { a: 1 },
      { a: 2, b: 1 },
      1,
      'true',
      -0.5,
      1e15,
    ]);
  });

  it('an integer beyond 2**53 is rounded, and the trace says so', async () => {
    expect(await run('{"n": 2**70}')).toMatchObject({
      result: { n: 2 ** 70 },
      output: expect.stringContaining("result['n'] is beyond 2**53"),
    });
  });

  it.each([
    [
      '{1, 2}',
      'The result is of type set; allowed are None, bool, int, float, str, list, tuple and dict with str keys (return a list, for example sorted(value)).',
    ],
    [
      '[{"a": b"x"}]',
      "result[0]['a'] is of type bytes; allowed are None, bool, int, float, str, list, tuple and dict with str keys (return text, for example value.decode()).",
    ],
    ['{1: 2}', 'The result has a key of type int; keys must be str, for example str(key).'],
    ['[float("nan")]', 'result[0] is nan, which JSON has no number for; return None or text instead.'],
    ['-float("inf")', 'The result is -inf, which JSON has no number for; return None or text instead.'],
    ['10**400', 'The result is a number that JSON readers cannot hold; return str(value).'],
    ['x = []\nx.append(x)\nx', 'The result is nested deeper than 100 levels, or contains itself.'],
    ['{str(n): n for n in range(10001)}', 'The result has more than 10,000 keys; return a list instead.'],
    ['"x" * 6_000_000', 'The result is 6000002 bytes of JSON; the limit is 5242880. Return less.'],
    [
      'print',
      'The result is of type builtin_function_or_method; allowed are None, bool, int, float, str, list, tuple and dict with str keys.',
    ],
  ])('%s is refused', async (code, message) => {
    expect(await messageOf(code)).toBe(message);
  });
});

describe.concurrent('failures name the line of the code', () => {
  it.each([
    [
      'a = 1\n\nb = a / 0',
      'The code failed with ZeroDivisionError: division by zero in line 3 of the code: b = a / 0',
    ],
    [
      'def f():\n    return missing\n\nf()',
      "The code failed with NameError: name 'missing' is not defined in line 2 of the code: return missing",
    ],
    [
      'import json\njson.loads("{")',
      'The code failed with json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1) in line 2 of the code: json.loads("{")',
    ],
    [
      'x = 1\ndef f(:\n  2',
      'The code failed with SyntaxError: invalid syntax in line 2 of the code: def f(:',
    ],
    [
      'import numpy',
      "The code failed with ModuleNotFoundError: No module named 'numpy' in line 1 of the code: import numpy",
    ],
    [
      'class E(Exception):\n    def __str__(self): raise ValueError\nraise E()',
      'The code failed with E: (its message cannot be shown) in line 3 of the code: raise E()',
    ],
    [
      'print("so far")\nraise ValueError("no")',
      'The code failed with ValueError: no in line 2 of the code: raise ValueError("no"). Printed last: "so far".',
    ],
    [
      'import sys\nsys.exit(3)',
      'The code ended itself (SystemExit) in line 2 of the code: sys.exit(3). Leave out exit(); the value of the last line is the result.',
    ],
    ['a\0b', 'The code failed with SyntaxError: source code string cannot contain null bytes'],
    ['input()', 'The code failed with EOFError: EOF when reading a line in line 1 of the code: input()'],
  ])('%j', async (code, message) => {
    expect(await messageOf(code)).toBe(message);
  });
});

describe.concurrent('printing', () => {
  it('standard output and error come back in order, a last line without its end too', async () => {
    expect(
      (await run('import sys\nprint("out", "ü")\nprint("err", file=sys.stderr)\nprint("end", end="")\n1'))
        .output,
    ).toBe('out ü\nerr\nend');
  });

  it('is capped, and what was dropped is counted', async () => {
    const { result, output } = await run('for n in range(20000): print("0123456789")\n"done"');
    expect(result).toBe('done');
    expect(output.slice(0, 11)).toBe('0123456789\n');
    expect(output.slice(65_536)).toBe('\n(154464 more bytes were printed and dropped)');
  });

  it('what looks like a result is only text', async () => {
    expect(await run('import os\nos.write(1, b\'{"result": 42}\\n\')\nprint("V42")\n7')).toMatchObject({
      result: 7,
      output: '{"result": 42}\nV42\n',
    });
  });
});

describe('nothing is left behind by one run for the next', () => {
  it('modules, built-ins, files and variables are as new', async () => {
    await run(
      [
        'import builtins, json, sys, os',
        'builtins.left = json.left = sys.left = 1',
        'sys.modules["leftover"] = json',
        'json.dumps = lambda *a, **k: "stolen"',
        'builtins.print = None',
        'open("/tmp/left", "w").write("x")',
        'os.environ["LEFT"] = "x"',
        'variable = 1',
      ].join('\n'),
    );
    const code = [
      'import builtins, json, sys, os',
      'print("works")',
      '[hasattr(builtins, "left"), hasattr(json, "left"), hasattr(sys, "left"), "leftover" in sys.modules,',
      ' json.dumps([1]), os.path.exists("/tmp/left"), "LEFT" in os.environ, "variable" in globals()]',
    ].join('\n');
    expect(await run(code)).toMatchObject({
      result: [false, false, false, false, '[1]', false, false, false],
      output: 'works\n',
    });
  });

  it('random numbers differ from run to run', async () => {
    const code = 'import random, uuid, os\n[random.random(), str(uuid.uuid4()), os.urandom(8).hex()]';
    const [one, two] = (await Promise.all([run(code), run(code)])).map(({ result }) => result as JsonValue[]);
    for (const index of [0, 1, 2]) expect(one?.[index]).not.toBe(two?.[index]);
  });
});

describe('the port', () => {
  it('says at the start how children are confined and which Python they run', () => {
    expect(log.lines.join('\n')).toMatch(
      /InlineCode children are confined by .*\n(WARN .*\n)*InlineCode runs Python 3\.\d+\.\d+/,
    );
    expect(port.status.pythonVersion).toMatch(/^3\.\d+\.\d+$/);
  });

  it('knows one language', async () => {
    const request = { language: 'Ruby' as 'Python_3', code: '1', inputs: {} };
    await expect(port.run(request, callOf('1'))).rejects.toThrow(
      'InlineCode knows the language Python_3, not Ruby.',
    );
  });

  it('starts nothing when it is switched off', async () => {
    const off = createCodePort({ enabled: false }, { clock, ids, log });
    const request = { language: 'Python_3' as const, code: '1', inputs: {} };
    await expect(off.run(request, callOf('1'))).rejects.toMatchObject({
      fault: { kind: 'dependencyFailed' },
    });
    await expect(off.warm()).rejects.toThrow('switched off');
    expect(off.status.pids).toEqual([]);
    await off.close();
  });

  it.each([{ timeLimit: 0 }, { memoryLimit: 8 }, { processes: 1.5 }, { resultLimit: Number.NaN }])(
    'refuses the configuration %j',
    (configuration) => {
      expect(() => createCodePort(configuration, { clock, ids, log })).toThrow(RangeError);
    },
  );
});
