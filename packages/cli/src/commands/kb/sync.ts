import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BedrockAgentClient,
  CreateDataSourceCommand,
  GetIngestionJobCommand,
  type IngestionJob,
  StartIngestionJobCommand,
} from '@aws-sdk/client-bedrock-agent';
import { type Clients, withClients } from '../../client/index.ts';
import { usageFailure } from '../../failure.ts';
import {
  counted,
  jsonText,
  openTerminal,
  ProgressBar,
  renderSync,
  type SyncResult,
  type Terminal,
} from '../../output/index.ts';
import { dataSourcesOf, findKnowledgeBase } from './find.ts';
import { syncFolder } from './folder.ts';
import { assertDocuments, configurationOf, nameOf, readSources } from './sources.ts';

type Options = Readonly<Record<string, unknown>>;

/** Between two looks at a job. Milliseconds. */
const LOOK_EVERY = 500;

/** A source to bring up to date; with `folder` the command sends what is there. */
export interface SourceToSync {
  readonly dataSourceId: string;
  readonly name: string;
  readonly folder?: string;
}

/**
 * Brings a knowledge base in step with its sources, or with the one that is named: a folder's files are sent, everything
 * else the service fetches. Resolves with whether all of it went in.
 */
export const syncKnowledgeBase = async (
  options: Options,
  given: string,
  source: string | undefined,
): Promise<boolean> => {
  const terminal = openTerminal();
  const wanted = source === undefined ? undefined : readSources([source])[0];
  return await withClients(options, async (clients) => {
    const { knowledgeBaseId = '', name = given } = await findKnowledgeBase(clients.agent, given);
    const there = await dataSourcesOf(clients.agent, knowledgeBaseId);
    const sources: SourceToSync[] = [];
    if (wanted?.kind === 'folder') {
      const called = nameOf(wanted);
      const known = there.find(
        (each) => each.dataSourceConfiguration?.type === 'CUSTOM' && each.name === called,
      );
      if (!known) assertDocuments(wanted);
      const dataSource =
        known ??
        (
          await clients.agent.send(
            new CreateDataSourceCommand({
              knowledgeBaseId,
              name: called,
              dataSourceConfiguration: configurationOf(wanted),
            }),
          )
        ).dataSource;
      sources.push({ dataSourceId: dataSource!.dataSourceId!, name: called, folder: wanted.path });
    } else {
      const fetched = there.filter(
        ({ dataSourceConfiguration }) => dataSourceConfiguration?.type !== 'CUSTOM',
      );
      for (const { dataSourceId = '', name: called = '' } of fetched)
        if (wanted === undefined || called === nameOf(wanted)) sources.push({ dataSourceId, name: called });
    }
    if (sources.length === 0)
      throw usageFailure(
        wanted === undefined
          ? `${name} has no source that the service fetches. Name the folder: streambed kb sync ${name} FOLDER.`
          : `${name} has no source ${source}. It has ${there.map((each) => each.name).join(', ') || 'none'}.`,
      );
    const results = await syncSources(clients, knowledgeBaseId, sources, terminal, Boolean(options.yes));
    terminal.write(options.json ? `${jsonText(results, 2)}\n` : renderSync(results, terminal.style));
    return isAllIn(results);
  });
};

/** Whether all of it was taken in. */
export const isAllIn = (results: readonly SyncResult[]): boolean =>
  results.every(({ status, failures }) => status === 'COMPLETE' && failures.length === 0);

/** Brings sources up to date one after the other, with a bar. */
export const syncSources = async (
  { agent }: Clients,
  knowledgeBaseId: string,
  sources: readonly SourceToSync[],
  terminal: Terminal,
  isSure = false,
): Promise<readonly SyncResult[]> => {
  const results: SyncResult[] = [];
  for (const { dataSourceId, name, folder } of sources) {
    const bar = new ProgressBar(terminal, name);
    try {
      if (folder === undefined) {
        const job = await runJob(agent, { knowledgeBaseId, dataSourceId }, bar);
        results.push(resultOf(name, job));
      } else {
        const { indexed, deleted, failures, leftOut } = await syncFolder({
          agent,
          knowledgeBaseId,
          dataSourceId,
          folder,
          mayReplace: async (count) => {
            const there = `${name} holds ${counted(count, 'document')}, and none of them is in ${folder}`;
            if (isSure) return;
            if (!terminal.interactive)
              throw usageFailure(`${there}. Is it another folder? Add --yes to replace all of them.`);
            if (!(await terminal.confirm(`${there}. Replace all of them?`)))
              throw usageFailure('Nothing was changed.');
          },
          onProgress: (done, all) => bar.show(done, all),
        });
        results.push({
          source: name,
          status: 'COMPLETE',
          indexed,
          deleted,
          failures,
          ...(leftOut.length > 0 && { leftOut }),
        });
      }
    } finally {
      bar.end();
    }
  }
  return results;
};

const runJob = async (
  agent: BedrockAgentClient,
  at: { readonly knowledgeBaseId: string; readonly dataSourceId: string },
  bar: ProgressBar,
): Promise<IngestionJob> => {
  let job = (await agent.send(new StartIngestionJobCommand(at))).ingestionJob!;
  while (job.status === 'STARTING' || job.status === 'IN_PROGRESS' || job.status === 'STOPPING') {
    const { numberOfDocumentsScanned = 0 } = job.statistics ?? {};
    bar.show(throughOf(job), numberOfDocumentsScanned);
    await sleep(LOOK_EVERY);
    const asked = await agent.send(
      new GetIngestionJobCommand({ ...at, ingestionJobId: job.ingestionJobId! }),
    );
    job = asked.ingestionJob!;
  }
  return job;
};

/** Documents that the job is through with. */
const throughOf = ({ statistics = {} }: IngestionJob): number =>
  (statistics.numberOfNewDocumentsIndexed ?? 0) +
  (statistics.numberOfModifiedDocumentsIndexed ?? 0) +
  (statistics.numberOfDocumentsFailed ?? 0) +
  (statistics.numberOfDocumentsSkipped ?? 0);

const resultOf = (
  source: string,
  { status = 'FAILED', statistics = {}, failureReasons = [] }: IngestionJob,
): SyncResult => ({
  source,
  status,
  scanned: statistics.numberOfDocumentsScanned ?? 0,
  indexed: (statistics.numberOfNewDocumentsIndexed ?? 0) + (statistics.numberOfModifiedDocumentsIndexed ?? 0),
  deleted: statistics.numberOfDocumentsDeleted ?? 0,
  failures: failureReasons,
});
