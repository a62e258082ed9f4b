import type { StreambedClient } from '@streambed/client';
import type { JsonObject } from '@streambed/model';
import type { ListRunsRequest, RunEvent, RunSummary, StartRunRequest } from '@streambed/model/streambed';
import { type Script, summaryOf } from './executions-scripts.ts';

const wait = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

interface Recorded {
  readonly script: Script;
  readonly startedAt: number;
  readonly request: StartRunRequest | undefined;
  summary: RunSummary;
  stopped: boolean;
}

const BATCH = 50;

/**
 * A server that only plays scripts: StartRun plays the one that `scriptFor` names, at the pace written in it divided by
 * `speed`. Everything else answers from what was played, and from `past` runs.
 */
export const createScriptedClient = ({
  scriptFor,
  speed = 1,
  past = [],
}: {
  readonly scriptFor: (request: StartRunRequest) => Script;
  readonly speed?: number;
  readonly past?: readonly { readonly summary: RunSummary; readonly script: Script }[];
}): StreambedClient & { readonly requests: readonly StartRunRequest[] } => {
  const runs = new Map<string, Recorded>();
  const requests: StartRunRequest[] = [];
  for (const { summary, script } of past)
    runs.set(summary.runId, {
      script,
      startedAt: Date.parse(summary.startedAt),
      request: undefined,
      summary,
      stopped: false,
    });

  async function* play(
    runId: string,
    run: Recorded,
    after: number,
    follow: boolean,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly RunEvent[]> {
    const began = performance.now();
    let batch: RunEvent[] = [];
    let last = 0;
    for (const event of run.script.events(runId, run.startedAt)) {
      if (event.number <= after) continue;
      if (follow) {
        const due = began + (event.at - run.startedAt) / speed;
        if (due > performance.now() && batch.length > 0) {
          yield batch;
          batch = [];
        }
        while (due > performance.now()) {
          await wait(Math.min(50, due - performance.now()), signal);
          if (signal?.aborted || run.stopped) break;
        }
        if (signal?.aborted) return;
        if (run.stopped) {
          const ended = summaryOf(runId, run.startedAt, 'Stopped');
          run.summary = ended;
          yield [{ number: last + 1, at: Date.now(), type: 'runEnded', run: ended }];
          return;
        }
      }
      last = event.number;
      if (event.run) run.summary = event.run;
      batch.push(event);
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  const find = (runId: string): Recorded => {
    const run = runs.get(runId);
    if (!run)
      throw Object.assign(new Error(`There is no run ${runId} here.`), {
        name: 'ResourceNotFoundException',
        status: 404,
        requestId: '7d1f',
      });
    return run;
  };
  const isWanted = (run: RunSummary, wanted: ListRunsRequest): boolean =>
    (wanted.status === undefined || run.status === wanted.status) &&
    (wanted.flowIdentifier === undefined || run.flowId === wanted.flowIdentifier) &&
    (wanted.kind === undefined || run.kind === wanted.kind);
  const unplayed = async (): Promise<never> => {
    throw new Error('This is not part of any script.');
  };

  return {
    requests,
    async startRun(input, options) {
      requests.push(input);
      const runId = crypto.randomUUID();
      const startedAt = Date.now();
      const run: Recorded = {
        script: scriptFor(input),
        startedAt,
        request: input,
        summary: summaryOf(runId, startedAt, 'Running'),
        stopped: false,
      };
      runs.set(runId, run);
      return { runId, events: play(runId, run, 0, true, options?.signal) };
    },
    async getRunEvents({ runId, after = 0, follow = false }, options) {
      const run = find(runId);
      const isLive = follow && run.summary.status === 'Running';
      return { runId, events: play(runId, run, after, isLive, options?.signal) };
    },
    async getRun({ runId }) {
      const { summary, script, request } = find(runId);
      return {
        run: summary,
        definition: script.definition as unknown as JsonObject,
        inputs: request?.inputs ?? [{ nodeName: 'FlowInput', document: ['a recorded text'] }],
      };
    },
    async listRuns(input) {
      const all = [...runs.values()]
        .map(({ summary }) => summary)
        .filter((summary) => isWanted(summary, input))
        .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
      const from = Number(input.nextToken ?? 0);
      const size = input.maxResults ?? 10;
      const page = all.slice(from, from + size);
      return {
        runSummaries: page,
        ...(from + size < all.length && { nextToken: String(from + size) }),
      };
    },
    async stopRun({ runId }) {
      const run = find(runId);
      run.stopped = true;
      return { run: { ...run.summary, status: 'Stopped' } };
    },
    createSession: unplayed,
    createSignInLink: unplayed,
    getPreparedFlow: unplayed,
    getStudioDocument: unplayed,
    putStudioDocument: unplayed,
    listFlowFigures: unplayed,
    doctor: unplayed,
    getModelSettings: unplayed,
  };
};
