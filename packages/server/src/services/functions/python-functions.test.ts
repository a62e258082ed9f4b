import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonValue } from '@streambed/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FunctionProblem } from './function-settings.ts';
import {
  arnOf,
  describePython,
  type OpenFunctions,
  openFunctions,
  openLifeline,
} from './functions.fixture.ts';
import { findPython, realInterpreter } from './python.ts';

const patience = { timeout: 60_000 };

describePython('Python functions', patience, () => {
  let functions: OpenFunctions;
  beforeAll(async () => {
    functions = await openFunctions({ limits: { startTimeout: 60_000 } });
  });
  afterAll(() => functions.close());

  test.each<[string, Record<string, string>, JsonValue]>([
    [
      'lambda_function',
      { 'lambda_function.py': 'def lambda_handler(event, context):\n    return {"got": event}\n' },
      { got: { a: 'ä' } },
    ],
    ['index', { 'index.py': 'def handler(event, context):\n    return event["a"] * 2\n' }, 'ää'],
    [
      'app',
      { 'app.py': 'def lambda_handler(event, context):\n    return [1, 2.5, None, True]\n' },
      [1, 2.5, null, true],
    ],
    ['nothing', { 'lambda_function.py': 'def lambda_handler(event, context):\n    pass\n' }, null],
    [
      'package',
      {
        'function.yaml': 'handler: src/deep.work\nruntime: python3.12',
        'src/deep.py': 'from src import word\ndef work(event, context):\n    return word.WORD\n',
        'src/word.py': 'WORD = "here"',
      },
      'here',
    ],
    [
      'dotted',
      {
        'function.yaml': 'handler: src.deep.work\nruntime: python3.12',
        'src/deep.py': 'def work(event, context):\n    return "dots"\n',
      },
      'dots',
    ],
    // The runtime has loaded its own http before: such a file breaks nothing.
    [
      'shadows',
      {
        'lambda_function.py': 'import http.client\ndef lambda_handler(event, context):\n    return "fine"\n',
        'http.py': '1 / 0',
      },
      'fine',
    ],
  ])('handler in %s', async (name, files, expected) => {
    await functions.put(name, files);
    expect(await functions.result(name, { a: 'ä' })).toStrictEqual(expected);
  });

  test('the context and the environment are Lambda’s', async () => {
    await functions.put('context', {
      'function.yaml': 'memory: 256\ntimeout: 7\nenvironment:\n  STAGE: test\n',
      'lambda_function.py': `import os
def lambda_handler(event, context):
    return {"context": {k: getattr(context, k) for k in dir(context) if not k.startswith("_") and k != "get_remaining_time_in_millis"},
            "left": context.get_remaining_time_in_millis(), "env": dict(os.environ), "cwd": os.getcwd()}
`,
    });
    const { payload, requestId } = await functions.invoke(`${arnOf('context')}:7`);
    const { context, left, env, cwd } = payload as Record<string, Record<string, string>>;
    expect(context).toEqual({
      function_name: 'context',
      function_version: '$LATEST',
      invoked_function_arn: `${arnOf('context')}:7`,
      aws_request_id: requestId,
      memory_limit_in_mb: '256',
      log_group_name: '/aws/lambda/context',
      log_stream_name: expect.stringContaining('[$LATEST]'),
      identity: null,
      client_context: null,
    });
    expect(left).toBeGreaterThan(0);
    expect(cwd).toMatch(/functions\/context$/);
    expect(env).toMatchObject({ STAGE: 'test', _HANDLER: 'lambda_function.lambda_handler' });
    expect(Object.keys(env!).filter((name) => name.startsWith('STREAMBED') || name === 'HOME')).toEqual([]);
  });

  const py = (body: string) => ({
    'lambda_function.py': `def lambda_handler(event, context):\n    ${body}\n`,
  });
  test.each<[string, Record<string, string>, RegExp]>([
    ['raises', py('raise ValueError("not a pear")'), /: ValueError: not a pear\. /],
    ['no-json', py('return {1, 2}'), /Runtime\.MarshalError: Unable to marshal response: .*set/],
    ['nan', py('return float("nan")'), /Runtime\.MarshalError/],
    ['half-a-pair', py('return "\\ud800"'), /Runtime\.MarshalError/],
    ['deep', py('a = 0\n    for _ in range(500): a = [a]\n    return a'), /nested deeper than 100/],
    ['exits', py('import sys; sys.exit(0)'), /Runtime\.ExitError: .*exited without providing a reason/],
    ['exits-3', py('import os; os._exit(3)'), /Runtime\.ExitError: .*exit status 3/],
    [
      'killed',
      py('import os, signal; os.kill(os.getpid(), signal.SIGKILL)'),
      /Runtime\.ExitError: .*signal: killed/,
    ],
    ['too-much', py('return "x" * 7_000_000'), /Function\.ResponseSizeTooLarge/],
    [
      'memory',
      { ...py('return len([bytearray(16 << 20) for _ in range(400)])'), 'function.yaml': 'memory: 128' },
      /: MemoryError/,
    ],
    ['syntax', { 'lambda_function.py': 'def lambda_handler(:\n' }, /Runtime\.UserCodeSyntaxError/],
    [
      'no-handler',
      { 'lambda_function.py': 'x = 1' },
      /Runtime\.HandlerNotFound: Handler 'lambda_handler' missing/,
    ],
    [
      'no-module',
      { 'lambda_function.py': 'import not_there_at_all' },
      /Runtime\.ImportModuleError: .*not_there_at_all/,
    ],
    ['fails-to-load', { 'lambda_function.py': 'raise KeyError("no database")' }, /KeyError: 'no database'/],
  ])('a handler that fails: %s', async (name, files, expected) => {
    await functions.put(name, files);
    const fault = await functions.fault(name);
    expect(fault).toMatchObject({ kind: 'dependencyFailed', resourceName: arnOf(name) });
    expect(fault.message).toMatch(expected);
    expect(fault.message).not.toContain(functions.folder);
  });

  test('prints, logging and tracebacks are in the log, the author’s lines only', async () => {
    await functions.put('talks', {
      'lambda_function.py': `import logging, sys
logging.getLogger().setLevel(logging.INFO)
def lambda_handler(event, context):
    print("printed", end="")
    sys.stderr.write("to stderr\\n")
    logging.info("logged")
    if event: raise ValueError("on purpose")
`,
    });
    const { logTail, requestId } = await functions.invoke('talks');
    for (const part of [
      'printed\n',
      'to stderr\n',
      `Z\t${requestId}\tlogged\n`,
      `START RequestId: ${requestId}`,
      `END RequestId: ${requestId}`,
    ])
      expect(logTail).toContain(part);
    const again = await functions.invoke('talks');
    expect(again.logTail).not.toContain(requestId);
    await functions.fault('talks', { fail: true });
  });

  test('a function that does not end in time is killed', async () => {
    const lifeline = await openLifeline();
    await functions.put('slow', {
      'function.yaml': 'timeout: 1',
      'lambda_function.py': `import socket
line = socket.create_connection(("127.0.0.1", ${lifeline.port}))
def lambda_handler(event, context):
    while True: pass
`,
    });
    expect((await functions.fault('slow')).message).toContain('Task timed out after 1.00 seconds');
    await lifeline.ended;
    await lifeline.close();
  });

  test('a changed file takes effect, and no byte code is left in the folder', async () => {
    await functions.put('edited', {
      'lambda_function.py': 'def lambda_handler(event, context):\n    return "first"\n',
    });
    expect(await functions.result('edited')).toBe('first');
    await functions.put('edited', {
      'lambda_function.py': 'import os\ndef lambda_handler(event, context):\n    return os.listdir(".")\n',
    });
    expect(await functions.result('edited')).toEqual(['lambda_function.py']);
  });
});

describe('finding Python', () => {
  test('a virtual environment of the function comes first, then one beside it, then the PATH', async () => {
    const root = await mkdtemp(join(tmpdir(), 'streambed-python-'));
    const own = join(root, 'own');
    const find = async (command: string) => `/found/${command}`;
    expect(await findPython([own, root], find)).toBe('/found/python3');
    for (const folder of [join(root, 'venv'), join(own, '.venv')]) {
      await mkdir(join(folder, 'bin'), { recursive: true });
      await writeFile(join(folder, 'bin/real'), '', { mode: 0o755 });
      await symlink('real', join(folder, 'bin/python3'));
      expect(await findPython([own, root], find)).toBe(join(folder, 'bin/python3'));
    }
    await rm(root, { recursive: true });
  });

  test('says what to do when there is none', async () => {
    const problem = await findPython([], (command) => realInterpreter(`${command}-that-nobody-has`)).then(
      () => expect.unreachable(),
      (error: unknown) => error,
    );
    expect(problem).toBeInstanceOf(FunctionProblem);
    expect((problem as FunctionProblem).message).toContain('install one');
  });
});
