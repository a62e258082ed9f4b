import type { RunStatus, RunSummary } from '@streambed/model/streambed';
import { findFlow, withClients } from '../client/index.ts';
import { withStreambedClient } from '../client/streambed-client.ts';
import { usageFailure } from '../failure.ts';
import {
  jsonText,
  openTerminal,
  RunNodes,
  renderRun,
  renderRunEvent,
  renderRunLine,
  renderRuns,
} from '../output/index.ts';

type Options = Readonly<Record<string, unknown>>;

const STATUSES: readonly RunStatus[] = ['Running', 'Succeeded', 'Failed', 'Stopped'];
const LIMIT = 20;

/** Writes the newest runs as a table. */
export async function listRuns(options: Options, extra: string | undefined): Promise<void> {
  if (extra !== undefined)
    throw usageFailure(`streambed runs list takes no ${extra}; to see one: runs show RUN.`);
  const status = statusOf(options.status as string | undefined);
  const limit = limitOf(options.limit as string | undefined);
  const terminal = openTerminal();
  const flow = options.flow as string | undefined;
  const flowIdentifier =
    flow && (await withClients(options, async ({ agent }) => (await findFlow(agent, flow)).id));
  const found = await withStreambedClient(options, async (client) => {
    const summaries: RunSummary[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.listRuns({
        maxResults: Math.min(limit - summaries.length, 100),
        ...(flowIdentifier && { flowIdentifier }),
        ...(status && { status }),
        ...(nextToken !== undefined && { nextToken }),
      });
      summaries.push(...page.runSummaries);
      nextToken = page.nextToken;
    } while (nextToken !== undefined && summaries.length < limit);
    return summaries;
  });
  if (options.json) terminal.write(`${jsonText(found, 2)}\n`);
  else if (found.length === 0) terminal.note('No run is on record. streambed run FLOW makes one.');
  else terminal.write(renderRuns(found, terminal.style));
}

function statusOf(given: string | undefined): RunStatus | undefined {
  if (given === undefined) return undefined;
  const status = STATUSES.find((known) => known.toLowerCase() === given.toLowerCase());
  if (status) return status;
  throw usageFailure(`--status is one of ${STATUSES.join(', ')}, not ${given}.`);
}

function limitOf(given: string | undefined): number {
  if (given === undefined) return LIMIT;
  if (/^[1-9]\d{0,4}$/.test(given)) return Number(given);
  throw usageFailure(`--limit is a whole number from 1 to 99999, not ${given}.`);
}

/** Writes how a run went, node by node, or event by event. */
export async function showRun(options: Options, runId: string): Promise<void> {
  const terminal = openTerminal();
  await withStreambedClient(options, async (client) => {
    const found = await client.getRun({ runId });
    if (options.json && !options.events) {
      terminal.write(`${jsonText(found, 2)}\n`);
      return;
    }
    const nodes = new RunNodes();
    for await (const batch of (await client.getRunEvents({ runId })).events)
      for (const event of batch) {
        nodes.add(event);
        if (!options.events) continue;
        const line = options.json ? jsonText(event) : renderRunEvent(event, terminal.style);
        if (line !== undefined) terminal.write(`${line}\n`);
      }
    if (!options.events) terminal.write(renderRun(found.run, nodes, terminal.style));
  });
}

/** Ends a run and writes what it came to. */
export async function stopRun(options: Options, runId: string): Promise<void> {
  const terminal = openTerminal();
  const { run } = await withStreambedClient(options, (client) => client.stopRun({ runId }));
  terminal.write(options.json ? `${jsonText(run, 2)}\n` : `${renderRunLine(run, terminal.style)}\n`);
}
