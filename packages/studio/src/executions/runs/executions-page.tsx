import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import type { RunSummary } from '@streambed/model/streambed';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import {
  ErrorAlert,
  type Failed,
  ResourceTable,
  showToast,
  usePages,
  useTableQuery,
} from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { eventsToCsv, saveFile } from '../copy-as-code/export-events.ts';
import { collectEvents } from './read-all-events.ts';
import { runColumns, runFilters } from './run-columns.tsx';
import { useRunNames } from './run-names.ts';
import { RunQuickLook } from './run-quick-look.tsx';
import { runsRequest } from './runs-request.ts';
import { startAgain } from './start-again.ts';
import './executions-page.css';

const PAGE = 50;
const NEWEST_FIRST = { column: 'started', isDescending: true };

/** What ran and what is running: of all flows, or of one. */
export function ExecutionsPage({ flowId }: { flowId?: string }) {
  const api = useApi();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { query } = useTableQuery(NEWEST_FIRST);
  const [isLive, setLive] = useState(false);
  const [failed, setFailed] = useState<{ readonly title: string; readonly error: Failed } | undefined>();
  const request = useMemo(
    () => ({ ...runsRequest(query.filter), ...(flowId !== undefined && { flowIdentifier: flowId }) }),
    [query.filter, flowId],
  );
  const pages = usePages<RunSummary>({
    queryKey: ['runs', request],
    fetchPage: async (nextToken, signal) => {
      const answer = await api.streambed.listRuns(
        { ...request, maxResults: PAGE, ...(nextToken !== undefined && { nextToken }) },
        { signal },
      );
      return { items: answer.runSummaries, nextToken: answer.nextToken };
    },
    pollEvery: isLive ? 1_000 : 10_000,
  });
  const longest = pages.items.reduce((most, { figures }) => Math.max(most, figures.durationMs ?? 0), 0);
  const { flows, aliases } = useRunNames(pages.items);
  const columns = useMemo(() => runColumns({ flows, aliases }, longest), [flows, aliases, longest]);
  const filters = useMemo(() => runFilters(flows), [flows]);

  const tried = async (title: string, action: () => Promise<void>) => {
    setFailed(undefined);
    try {
      await action();
    } catch (error) {
      setFailed({ title, error: error as Error });
    }
  };
  const stop = (runs: readonly RunSummary[]) =>
    tried(words.list.stopFailed, async () => {
      await Promise.all(runs.map(({ runId }) => api.streambed.stopRun({ runId })));
      await queries.invalidateQueries({ queryKey: ['runs'] });
      showToast(words.list.stopped);
    });
  const reRun = (run: RunSummary) =>
    tried(words.list.reRunFailed, async () => {
      const runId = await startAgain(api.streambed, run);
      navigate(`/runs/${runId}`);
    });
  const exportEvents = (runs: readonly RunSummary[], form: string) =>
    tried(words.list.exportFailed, async () => {
      const events = await collectEvents(
        api.streambed,
        runs.map(({ runId }) => runId),
      );
      if (form === 'csv') saveFile('run-events.csv', 'text/csv', eventsToCsv(events));
      else {
        const rows = events.map(([runId, event]) => ({ runId, ...event }));
        saveFile('run-events.json', 'application/json', JSON.stringify(rows, undefined, 2));
      }
    });
  const stoppable = (runs: readonly RunSummary[]) => runs.filter(({ status }) => status === 'Running');
  const startRun = (
    <Button
      variant="primary"
      onClick={() => navigate(flowId === undefined ? '/flows' : `/flows/${flowId}?panel=test`)}
    >
      {words.list.emptyAction}
    </Button>
  );

  return (
    <SpaceBetween size="m">
      {failed && <ErrorAlert title={failed.title} error={failed.error} />}
      <ResourceTable<RunSummary>
        name={flowId === undefined ? 'executions' : 'flow-runs'}
        title={flowId === undefined ? words.list.title : words.list.flowTitle}
        pages={pages}
        idOf={({ runId }) => runId}
        nameOf={({ runId }) => runId.slice(0, 8)}
        columns={columns}
        filters={filters}
        initialSort={NEWEST_FIRST}
        actions={
          <SpaceBetween direction="horizontal" size="m" alignItems="center">
            <Toggle checked={isLive} onChange={({ detail }) => setLive(detail.checked)}>
              {words.list.liveTail}
            </Toggle>
            {startRun}
          </SpaceBetween>
        }
        quickLook={({ runId }) => <RunQuickLook key={runId} runId={runId} />}
        rowActions={(run) => [
          {
            id: 'stop',
            label: words.list.stop,
            unavailable: run.status === 'Running' ? undefined : words.list.stopUnavailable,
            run: () => void stop([run]),
          },
          { id: 'reRun', label: words.list.reRun, run: () => void reRun(run) },
          {
            id: 'csv',
            label: `${words.list.exportEvents} · CSV`,
            run: () => void exportEvents([run], 'csv'),
          },
          {
            id: 'json',
            label: `${words.list.exportEvents} · JSON`,
            run: () => void exportEvents([run], 'json'),
          },
        ]}
        selectionActions={(selected, clear) => (
          <>
            <Button
              disabled={stoppable(selected).length === 0}
              disabledReason={words.list.stopUnavailable}
              onClick={() => void stop(stoppable(selected)).then(clear)}
            >
              {words.list.stop}
            </Button>
            <Button
              disabled={selected.length !== 1}
              disabledReason={words.list.oneRun}
              onClick={() => selected[0] && void reRun(selected[0])}
            >
              {words.list.reRun}
            </Button>
            <ButtonDropdown
              items={[
                { id: 'csv', text: words.list.exportCsv },
                { id: 'json', text: words.list.exportJson },
              ]}
              onItemClick={({ detail }) => void exportEvents(selected, detail.id)}
            >
              {words.list.exportEvents}
            </ButtonDropdown>
          </>
        )}
        empty={{ text: words.list.empty, actions: startRun }}
      />
    </SpaceBetween>
  );
}
