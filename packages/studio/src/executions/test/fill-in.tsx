import Select from '@cloudscape-design/components/select';
import type { RunSummary } from '@streambed/model/streambed';
import { useState } from 'react';
import { formatMoment } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { useExecutions, useExecutionsState } from '../controls/use-run.ts';
import { textPart } from '../data/value/json-part.ts';
import { documentsFrom, documentsOfRun, type InputNode } from '../runner/inputs.ts';

const NONE_CHOSEN = null;

/** Fills the form from an input used before in this browser, or from what a recorded run was given. */
export function FillIn({ nodes }: { nodes: readonly InputNode[] }) {
  const executions = useExecutions();
  const recent = useExecutionsState((state) => state.recent);
  const [runs, setRuns] = useState<readonly RunSummary[]>([]);
  const [status, setStatus] = useState<'pending' | 'loading' | 'finished' | 'error'>('pending');
  const load = async () => {
    if (status === 'loading') return;
    setStatus('loading');
    try {
      const { runSummaries } = await executions.client.listRuns({
        flowIdentifier: executions.flowId,
        maxResults: 20,
      });
      setRuns(runSummaries.filter(({ recording, mode }) => recording === 'Values' && mode !== 'OnlyNode'));
      setStatus('finished');
    } catch {
      setStatus('error');
    }
  };
  const fromRun = async (runId: string) => {
    const { inputs } = await executions.client.getRun({ runId });
    if (inputs) executions.fillIn(documentsOfRun(nodes, inputs));
  };
  return (
    <Select
      ariaLabel={words.test.fill}
      placeholder={words.test.fill}
      selectedOption={NONE_CHOSEN}
      statusType={status}
      loadingText={words.list.loading}
      errorText={words.list.failed}
      onLoadItems={() => void load()}
      options={[
        {
          label: words.test.recent,
          options: recent.map(({ at, document }, index) => ({
            value: `recent ${index}`,
            label: textPart(document, 60).text.replaceAll(/\s+/g, ' '),
            description: formatMoment(at),
          })),
        },
        {
          label: words.test.fromRun,
          options: runs.map((run) => ({
            value: `run ${run.runId}`,
            label: formatMoment(run.startedAt),
            description: `${words.status[run.status.toLowerCase() as 'succeeded']} · ${run.runId}`,
          })),
        },
      ].filter(({ options }) => options.length > 0)}
      empty={words.test.noRuns}
      onChange={({ detail }) => {
        const [kind, id = ''] = (detail.selectedOption.value ?? '').split(' ');
        if (kind === 'run') void fromRun(id);
        const input = kind === 'recent' ? recent[Number(id)] : undefined;
        if (input) executions.fillIn(documentsFrom(nodes, input.document));
      }}
    />
  );
}
