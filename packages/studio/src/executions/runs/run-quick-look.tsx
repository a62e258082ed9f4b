import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { ErrorAlert } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { useRunRevision } from '../controls/use-run.ts';
import { FaultText } from '../errors/run-banner.tsx';
import { faultOf } from '../runner/executions.ts';
import { TestResult } from '../test/test-result.tsx';
import { RunFacts, RunInputs } from './run-facts.tsx';
import { type RecordedRun, useRecordedRun } from './use-recorded-run.ts';
import '../data/run-data.css';

/** A run beside the list: what came of it, what it was given; live while it goes on. */
export function RunQuickLook({ runId }: { readonly runId: string }) {
  const [attempt, setAttempt] = useState(0);
  const { recorded, store, error } = useRecordedRun(runId, attempt);
  if (recorded && store) return <Look recorded={recorded} store={store} />;
  if (error)
    return (
      <ErrorAlert title={words.run.failed} error={error} onRetry={() => setAttempt((count) => count + 1)} />
    );
  return <StatusIndicator type="loading">{words.run.loading}</StatusIndicator>;
}

type Loaded = { readonly [Part in 'recorded' | 'store']-?: NonNullable<RecordedRun[Part]> };

function Look({ recorded, store }: Loaded) {
  useRunRevision(store);
  const { runId, flowId, recording } = recorded.run;
  const fault = faultOf(store) ?? store.state.summary?.fault ?? recorded.run.fault;
  return (
    <div className="sb-run-look">
      <p className="sb-quick-look-links">
        <Link to={`/runs/${runId}`} className="sb-run-link">
          {words.list.open}
        </Link>
        <Link to={`/flows/${flowId}?run=${runId}`} className="sb-run-link">
          {words.run.openInEditor}
        </Link>
      </p>
      <RunFacts recorded={recorded} store={store} />
      {fault && (
        <section className="sb-run-banner sb-run-banner-error" aria-label={words.banner.label}>
          <FaultText store={store} fault={fault} />
        </section>
      )}
      {recording === 'Figures' ? (
        <p className="sb-data-note">{words.run.figuresOnly}</p>
      ) : (
        <>
          <h3>{words.run.tabs.outputs}</h3>
          <TestResult store={store} />
          {recorded.inputs?.some(({ nodeName }) => nodeName !== undefined) && <h3>{words.run.tabs.input}</h3>}
          <RunInputs recorded={recorded} />
        </>
      )}
    </div>
  );
}
