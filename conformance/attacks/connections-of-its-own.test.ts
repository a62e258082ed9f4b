import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { ListFlowsCommand } from '@aws-sdk/client-bedrock-agent';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientsOf, invokeFlow, preparedFlow } from '../durability/clients.ts';
import { type ServerProcess, startServer } from '../durability/server-process.ts';
import { echo, inputNode, outputNode, promptNode, wire } from '../support/definitions.ts';

let folder: string;
let server: ServerProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-calls-'));
  server = await startServer({
    dataFolder: join(folder, 'data'),
    nodeOptions: ['--import', pathToFileURL(join(import.meta.dirname, 'record-connections.ts')).href],
    // Where Ollama is looked for when nothing is said.
    environment: { OLLAMA_HOST: '' },
  });
});
afterEach(async () => {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

const recorded = (what: string): Record<string, unknown>[] =>
  server
    .output()
    .split('\n')
    .filter((line) => line.startsWith(`${what} `))
    .map((line) => JSON.parse(line.slice(what.length + 1)));

/** threats.md row 56: no phone home; row 29: what is called is what the operator named, and a local model server. */
test('with nothing configured a server opens one port and calls nobody, but for a local Ollama when a prompt needs it', async () => {
  const clients = clientsOf(server);
  try {
    await clients.agent.send(new ListFlowsCommand({}));
    await Array.fromAsync(await invokeFlow(clients, await preparedFlow(clients, echo()), 'hello'));
    expect(recorded('LISTEN')).toEqual([expect.objectContaining({ host: '127.0.0.1', port: 0 })]);
    for (const what of ['CONNECT', 'SEND', 'BIND']) expect(recorded(what), what).toEqual([]);

    const ask: FlowDefinition = {
      nodes: [
        inputNode(),
        promptNode('Ask', 'anthropic.claude-3-haiku-20240307-v1:0', '{{text}}'),
        outputNode(),
      ],
      connections: [
        wire('FlowInput.document', 'Ask.text'),
        wire('Ask.modelCompletion', 'FlowOutput.document'),
      ],
    };
    await Array.fromAsync(
      await invokeFlow(clients, await preparedFlow(clients, ask), 'The ferry runs daily.'),
    );
    const called = recorded('CONNECT').map(({ host, hostname, port }) => `${host ?? hostname}:${port}`);
    expect(called.length).toBeGreaterThan(0);
    expect(new Set(called)).toEqual(new Set(['127.0.0.1:11434']));
    for (const what of ['SEND', 'BIND']) expect(recorded(what), what).toEqual([]);
    expect(recorded('LISTEN')).toHaveLength(1);
  } finally {
    clients.destroy();
  }
});
