import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CreateFlowVersionCommand,
  DeleteFlowCommand,
  GetFlowCommand,
  ListFlowsCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { echo } from '../support/definitions.ts';
import { type Clients, clientsOf, invokeFlow, preparedFlow, ROLE } from './clients.ts';
import { type ServerProcess, spawnServer, startServer, watch } from './server-process.ts';

let folder: string;
let dataFolder: string;
let file: string;
let server: ServerProcess | undefined;
let clients: Clients | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-folder-'));
  dataFolder = join(folder, 'data');
  file = join(dataFolder, 'streambed.db');
});
afterEach(async () => {
  clients?.destroy();
  await server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (): Promise<Clients> => {
  server = await startServer({ dataFolder });
  clients = clientsOf(server);
  return clients;
};

const stop = async (): Promise<void> => {
  clients?.destroy();
  expect(await server?.stop(), server?.output()).toBe(0);
};

const edit = (sql: string, ...values: string[]): void => {
  const database = new DatabaseSync(file);
  try {
    expect(database.prepare(sql).run(...values).changes).toBe(1);
  } finally {
    database.close();
  }
};

/** What a start that is refused says; the files of the database must be the same bytes afterwards. */
const refusal = async (): Promise<string> => {
  const before = bytesOf(dataFolder);
  const refused = watch(spawnServer({ dataFolder }));
  const end = await Promise.race([refused.ended, refused.serves()]);
  await refused.kill();
  expect(end, refused.output()).toBe(1);
  // Reading a database puts two files beside it; those that were there must not change.
  expect(bytesOf(dataFolder)).toMatchObject(before);
  const lines = refused.output().trim().split('\n');
  expect(lines, refused.output()).toHaveLength(1);
  return lines[0]!;
};

const bytesOf = (path: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(path)
      .filter((name) => name.startsWith('streambed.db'))
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(path, name)))
          .digest('hex'),
      ]),
  );

describe('a data folder that this program must not touch is refused, and left as it is', () => {
  beforeEach(async () => {
    await preparedFlow(await start(), echo());
    await stop();
  });

  test('since a newer program has written it', async () => {
    edit("INSERT INTO schema_migration (number, name, applied_at) VALUES (999, 'later', 0)");
    expect(await refusal()).toMatch(/newer Streambed \(schema 999; .+Nothing was changed\. /);
  });

  test.each<[string, () => void]>([
    ['is no database', () => writeFileSync(file, 'a letter to somebody else\n'.repeat(1_000))],
    ['was cut off', () => truncateSync(file, 5_000)],
    ['has lost its first page', () => writeFileSync(file, Buffer.alloc(4_096), { flag: 'r+' })],
  ])('since its database %s', async (_what, damage) => {
    damage();
    const line = await refusal();
    expect(line).toContain(file);
    expect(line).toMatch(/damaged|no database|not a database/);
  });
});

/** threats.md row 43 */
test('one damaged row is one flow that cannot be read: all else is served, and it can be deleted', async () => {
  const first = await start();
  const good = await preparedFlow(first, echo(), 'good');
  const bad = await preparedFlow(first, echo(), 'bad');
  await first.agent.send(new CreateFlowVersionCommand({ flowIdentifier: good }));
  await first.agent.send(new CreateFlowVersionCommand({ flowIdentifier: bad }));
  await stop();
  edit('UPDATE flow SET definition = ? WHERE id = ?', '{"nodes":[', bad);

  const { agent, runtime } = await start();
  const inNoOnesWay = async () => {
    const { flowSummaries } = await agent.send(new ListFlowsCommand({}));
    expect(flowSummaries?.map(({ id }) => id)).toEqual([good]);
    expect((await agent.send(new GetFlowCommand({ flowIdentifier: good }))).definition).toEqual(echo());
    const events = await Array.fromAsync(await invokeFlow({ runtime }, good, 'hello'));
    expect(events[0]?.flowOutputEvent?.content?.document).toBe('hello');
  };
  const failureOf = (call: Promise<unknown>) =>
    call.then(
      () => expect.unreachable('a damaged row was answered'),
      (error: Error & { $metadata?: { httpStatusCode?: number } }) => error,
    );
  await inNoOnesWay();
  for (const call of [
    () => agent.send(new GetFlowCommand({ flowIdentifier: bad })),
    () => agent.send(new UpdateFlowCommand({ flowIdentifier: bad, name: 'bad', executionRoleArn: ROLE })),
    () => agent.send(new CreateFlowVersionCommand({ flowIdentifier: bad })),
    () => invokeFlow({ runtime }, bad, 'hello'),
  ]) {
    const failure = await failureOf(call());
    expect(failure.name).toBe('InternalServerException');
    expect(failure.$metadata?.httpStatusCode).toBe(500);
    // It says no more to a client than that something is wrong here; the operator's log names the row.
    expect(failure.message).not.toMatch(/flow |JSON|SQL|definition|checksum|\//i);
  }
  expect(server!.output()).toMatch(/"level":"error".*cannot be trusted.*flow.*checksum/);
  await inNoOnesWay();

  await agent.send(new DeleteFlowCommand({ flowIdentifier: bad, skipResourceInUseCheck: true }));
  const gone = await failureOf(agent.send(new GetFlowCommand({ flowIdentifier: bad })));
  expect(gone.name).toBe('ResourceNotFoundException');
  await stop();
  await start();
  await stop();
  expect(server!.output()).not.toContain('"level":"error"');
});
