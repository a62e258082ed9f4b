import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Clients, clientsOf, invokeFlow, preparedFlow } from '../durability/clients.ts';
import { type ServerOptions, type ServerProcess, startServer } from '../durability/server-process.ts';

/** The server that the tests of a file attack. */
export interface Attacked {
  readonly server: ServerProcess;
  readonly clients: Clients;
  /** Holds the data folder; for what a test wants to put beside it. */
  readonly folder: string;
  readonly dataFolder: string;
  /** Creates, prepares and invokes a flow; answers what its Output nodes gave, or the exception that ended it. */
  run(definition: FlowDefinition, document: unknown): Promise<Run>;
  /** Invokes a flow that is there. */
  invoke(flowId: string, document: unknown): Promise<Run>;
}

export interface Run {
  readonly outputs: readonly unknown[];
  readonly failure: Error | undefined;
}

/** Every server of the file: when the clean-up of one fails, that of the others is not begun. */
const running = new Set<ServerProcess>();

type Options = Omit<ServerOptions, 'dataFolder'>;

/**
 * Starts a server before the tests of the file and stops it after them. It must then still be alive, answer, stop in
 * order, and have logged no fault of ours.
 */
export const attackedServer = (options: Options | (() => Options | Promise<Options>) = {}): Attacked => {
  let folder: string;
  let server: ServerProcess;
  let clients: Clients;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'streambed-attacks-'));
    mkdirSync(join(folder, 'data'));
    const given = typeof options === 'function' ? await options() : options;
    server = await startServer({ dataFolder: join(folder, 'data'), ...given });
    running.add(server);
    clients = clientsOf(server);
  });
  afterAll(async () => {
    try {
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
      clients.destroy();
      expect(await server.stop(), server.output()).toBe(0);
      expect(server.output()).not.toContain('"level":"error"');
      running.delete(server);
    } catch (error) {
      await Promise.all([...running].map((left) => left.kill()));
      throw error;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  const invoke = async (flowId: string, document: unknown): Promise<Run> => {
    const outputs: unknown[] = [];
    try {
      for await (const { flowOutputEvent } of await invokeFlow(clients, flowId, document))
        if (flowOutputEvent) outputs.push(flowOutputEvent.content?.document);
    } catch (error) {
      return { outputs, failure: error as Error };
    }
    return { outputs, failure: undefined };
  };
  return {
    get server() {
      return server;
    },
    get clients() {
      return clients;
    },
    get folder() {
      return folder;
    },
    get dataFolder() {
      return join(folder, 'data');
    },
    invoke,
    run: async (definition, document) => invoke(await preparedFlow(clients, definition), document),
  };
};
