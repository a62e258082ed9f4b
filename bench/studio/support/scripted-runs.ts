import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { model } from '@streambed/model/service/streambed';
import type { GetRunResponse, RunEvent, RunSummary } from '@streambed/model/streambed';
import { eventStreamOf } from '@streambed/server/protocol';
import type { Script } from '../../../packages/studio/workshop/executions-scripts.ts';

/** A run that is told as a script has it, over the real stream. */
export interface ScriptedRun {
  readonly flowId: string;
  readonly script: Script;
  /** Over already: told as fast as it is read. Otherwise at the times that are written in it. */
  readonly isOver?: boolean;
  /** Told of each event as it is sent. */
  onSent?(event: RunEvent): void;
}

export interface ScriptedRuns {
  /** The server, whose runs are those of scripts. */
  readonly url: string;
  add(runId: string, run: ScriptedRun): void;
  close(): Promise<void>;
}

const PATH = /^\/streambed\/v1\/runs\/(BENCH[0-9A-Za-z-]+)(\/events)?$/;
const stream = eventStreamOf(model.operations.find(({ operation }) => operation === 'GetRunEvents')!, model)!;
/** Events of so many ms go out in one batch, as those of real runs do. */
const TICK = 10;
const LARGEST_BATCH = 500;

/**
 * Stands before the real server and answers GetRun and GetRunEvents for the runs it was given, in the wire's own form;
 * everything else is handed on as it is, signatures included.
 */
export const serveScriptedRuns = async (target: string): Promise<ScriptedRuns> => {
  const runs = new Map<string, ScriptedRun>();
  const { hostname, port } = new URL(target);
  const handOn = (request: IncomingMessage, response: ServerResponse) => {
    const { method, url, headers } = request;
    const onward = send({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
  const server = createServer((request, response) => {
    const [, runId = '', events] = PATH.exec(new URL(request.url ?? '/', target).pathname) ?? [];
    const run = runs.get(runId);
    if (!run) handOn(request, response);
    else if (events === undefined) answerRun(response, runId, run);
    else void tell(response, runId, run, new URL(request.url!, target).searchParams);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (runId, run) => runs.set(runId, run),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const answerRun = (response: ServerResponse, runId: string, run: ScriptedRun): void => {
  const began = Date.now();
  const summary: RunSummary = {
    runId,
    flowId: run.flowId,
    flowVersion: 'DRAFT',
    kind: 'Test',
    mode: 'Whole',
    status: run.isOver ? 'Succeeded' : 'Running',
    startedAt: new Date(began).toISOString(),
    figures: { nodeRuns: 0 },
    recording: 'Values',
  };
  const answer: GetRunResponse = { run: summary, definition: run.script.definition as never };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
};

const tell = async (
  response: ServerResponse,
  runId: string,
  { script, isOver, onSent }: ScriptedRun,
  query: URLSearchParams,
): Promise<void> => {
  const after = Number(query.get('after') ?? -1);
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  const began = Date.now();
  const write = async (events: RunEvent[]): Promise<void> => {
    if (events.length === 0) return;
    const frame = stream.encode({ name: 'batch', payload: { events } });
    for (const event of events) onSent?.(event);
    if (!response.write(frame)) await new Promise<void>((resolve) => response.once('drain', resolve));
  };
  let batch: RunEvent[] = [];
  for (const event of script.events(runId, began)) {
    if (response.destroyed) return;
    if (event.number <= after) continue;
    const isDue = !isOver && event.at > Date.now();
    if (isDue || batch.length === LARGEST_BATCH) {
      await write(batch);
      batch = [];
    }
    if (isDue) await sleep(Math.max(TICK, event.at - Date.now()));
    batch.push(event);
  }
  await write(batch);
  response.end();
};
