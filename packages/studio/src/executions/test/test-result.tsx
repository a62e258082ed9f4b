import { formatCost, formatDuration } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { inPlace } from '../controls/in-place.ts';
import { SmallButton } from '../controls/small-button.tsx';
import { StatusMark } from '../controls/status-mark.tsx';
import { useExecutions, useExecutionsState, useRunRevision } from '../controls/use-run.ts';
import { textPart } from '../data/value/json-part.ts';
import { ValueViewer } from '../data/value/value-viewer.tsx';
import { sayIteration } from '../errors/explain-fault.ts';
import { runFigures } from '../figures/run-figures.ts';
import { RunHeadline } from '../figures/run-headline.tsx';
import { iterationOf, type RunStore } from '../run-store/index.ts';
import type { Outcome } from '../runner/executions.ts';
import '../data/run-data.css';
import './test-panel.css';

const SHOWN = 20;

/** What left the flow, as it comes. */
export function TestResult({ store }: { store: RunStore | undefined }) {
  useRunRevision(store);
  if (!store) return <p className="sb-data-note">{words.test.noResult}</p>;
  const { outputs } = store.state;
  const latest = outputs.slice(-SHOWN);
  return (
    <>
      <RunHeadline store={store} />
      <div className="sb-test-outputs">
        {outputs.length === 0 && (
          <p className="sb-data-note">
            {store.isRunning ? words.test.running : NOTHING_LEFT[store.state.status]}
          </p>
        )}
        {inPlace(latest).map(({ item: output, place }) => {
          const node = store.nodeRun(output.node);
          const where = node && output.key !== '' ? ` · ${sayIteration(iterationOf(node, output.key))}` : '';
          return (
            <section key={place} className="sb-data-field">
              <h2 className="sb-data-field-name">
                {output.nodeName}
                <span className="sb-data-type">{where}</span>
              </h2>
              <ValueViewer value={output.document} label={output.nodeName} />
            </section>
          );
        })}
      </div>
    </>
  );
}

/** Why nothing came, by how the run ended. */
const NOTHING_LEFT: Partial<Record<RunStore['state']['status'], string>> = {
  succeeded: words.test.noOutput,
  failed: words.test.failedBefore,
  stopped: words.test.stoppedBefore,
};

/** How all saved inputs fared, one row each. */
export function Outcomes() {
  const outcomes = useExecutionsState((state) => state.outcomes);
  if (outcomes.length === 0) return null;
  const columns = words.test.outcomeColumns;
  return (
    <div className="sb-test-outcomes">
      <table className="sb-value-table" aria-label={words.test.outcomes}>
        <thead>
          <tr>
            {(['name', 'status', 'duration', 'cost', 'output'] as const).map((column) => (
              <th key={column} scope="col">
                {columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {outcomes.map((outcome) => (
            <OutcomeRow key={outcome.inputId} outcome={outcome} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OutcomeRow({ outcome }: { outcome: Outcome }) {
  const executions = useExecutions();
  const { store, status } = outcome;
  useRunRevision(store);
  const figures = store && runFigures(store.state);
  const document = store?.state.outputs.at(-1)?.document;
  const text = outcome.message ?? (document === undefined ? '' : textPart(document, 200).text);
  return (
    <tr>
      <td>
        {store ? (
          <SmallButton onClick={() => executions.showOutcome(outcome)}>{outcome.name}</SmallButton>
        ) : (
          outcome.name
        )}
      </td>
      <td>
        <StatusMark status={status === 'waiting' ? 'queued' : status} label />
      </td>
      <td className="sb-number">
        {figures?.durationMs === undefined || status === 'waiting' ? '' : formatDuration(figures.durationMs)}
      </td>
      <td className="sb-number">
        {figures ? formatCost({ ...figures, tokens: figures.inputTokens + figures.outputTokens }) : ''}
      </td>
      <td title={text}>{text}</td>
    </tr>
  );
}
