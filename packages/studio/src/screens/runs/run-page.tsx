import { useParams } from 'react-router-dom';
import { RunCanvas } from '../../canvas/still/run-canvas.tsx';
import { ExecutionPage } from '../../executions/runs/execution-page.tsx';
import { executionMessages } from '../../messages/executions.ts';
import { RunNotFound } from '../not-found/not-found-page.tsx';
import { usePageTitle } from '../shell/page-title.ts';

/** `/runs/RUN?node=&it=`: one run, with the flow as it was. */
export function RunPage() {
  const { runId = '' } = useParams();
  usePageTitle(executionMessages.run.title(runId));
  return (
    <div className="sb-page">
      <ExecutionPage
        key={runId}
        runId={runId}
        renderCanvas={(slot) => <RunCanvas {...slot} />}
        notFound={<RunNotFound runId={runId} />}
      />
    </div>
  );
}
