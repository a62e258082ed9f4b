import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The servers that others wrote, running on this machine. */
export interface ProviderServers {
  /** aimock: every provider's API at its own paths, with the answers of answers.json. */
  readonly mockUrl: string;
  /** The only key that aimock takes. */
  readonly mockKey: string;
  /** LiteLLM's proxy, with the models of litellm.yaml. */
  readonly gatewayUrl: string;
  /** The only key that the proxy takes. */
  readonly gatewayKey: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Long enough for the slowest machine: Python compiles LiteLLM at its first start. */
const START_TIMEOUT = 120_000;

/** Everything that a process is told of its environment: nothing of this machine's user. */
const environment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH ?? '',
  HOME: required('STREAMBED_PROVIDERS_SCRATCH'),
  ...more,
});

/**
 * Starts both. The function that it answers stops them, and writes down when one of them ended by itself or called
 * anybody beyond this machine: the script `run` fails then, since Vitest does not when its teardown rejects.
 */
export const startProviderServers = async (): Promise<{
  servers: ProviderServers;
  stop: () => Promise<void>;
}> => {
  const running: Running[] = [];
  const stopAll = async (): Promise<void> => {
    const complaints: string[] = [];
    for (const { child, output } of running) {
      // It could not even be started, which was said already.
      if (child.pid === undefined) continue;
      if (child.exitCode !== null || child.signalCode !== null)
        complaints.push(`ended by itself:\n${output()}`);
      else {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      complaints.push(...callsOutside(output()));
    }
    if (complaints.length > 0)
      appendFileSync(required('STREAMBED_PROVIDERS_COMPLAINTS'), `${complaints.join('\n')}\n`);
  };
  try {
    const mockKey = `mock-${randomBytes(16).toString('hex')}`;
    const [mockUrl] = await start(running, {
      command: process.execPath,
      // Tells of every connection that it opens. It has no reason to open one.
      arguments: [
        '--import',
        here('../attacks/record-connections.ts'),
        required('STREAMBED_PROVIDERS_AIMOCK'),
        ...['--host', '127.0.0.1', '--port', '0', '-f', here('answers.json')],
      ],
      environment: environment({ AIMOCK_API_KEYS: mockKey }),
      listening: /listening on (http:\/\/\S+)/,
    });
    const gatewayKey = `sk-${randomBytes(16).toString('hex')}`;
    const [port] = await start(running, {
      command: required('STREAMBED_PROVIDERS_PYTHON'),
      arguments: [here('serve_litellm.py'), here('litellm.yaml')],
      environment: environment({
        GATEWAY_KEY: gatewayKey,
        MOCK_KEY: mockKey,
        MOCK_URL: mockUrl,
        MOCK_OPENAI_URL: `${mockUrl}/v1`,
        MOCK_GEMINI_URL: `${mockUrl}/v1beta`,
        LITELLM_LOCAL_MODEL_COST_MAP: 'True',
        LITELLM_TELEMETRY: 'False',
        PYTHONDONTWRITEBYTECODE: '',
      }),
      listening: /^(\d+)$/m,
    });
    return {
      servers: { mockUrl, mockKey, gatewayUrl: `http://127.0.0.1:${port}`, gatewayKey },
      stop: stopAll,
    };
  } catch (error) {
    await stopAll().catch(() => {});
    throw error;
  }
};

interface Program {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Matches what it prints when it listens; its group is where. */
  readonly listening: RegExp;
}

const start = async (running: Running[], program: Program): Promise<[where: string]> => {
  const child = spawn(program.command, program.arguments, {
    env: program.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  running.push({ child, output: () => output });
  const { promise, resolve, reject } = Promise.withResolvers<[string]>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const where = program.listening.exec(output)?.[1];
      if (where !== undefined) resolve([where]);
    });
  }
  child.once('error', reject);
  child.once('exit', (code) =>
    reject(new Error(`${program.command} did not start (exit ${code}):\n${output}`)),
  );
  const timer = setTimeout(
    () => reject(new Error(`${program.command} did not start in time:\n${output}`)),
    START_TIMEOUT,
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
};

const callsOutside = (output: string): readonly string[] =>
  output.split('\n').filter((line) => /^(?:OUTSIDE|CONNECT|SEND) /.test(line));

/** What the script `run` says. */
export const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start this suite with conformance/providers/run.`);
  return value;
};
