import { formatDuration, formatUsd } from '../../components/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { useNodeRun } from '../running/use-run.ts';

const MARKS = {
  queued: '◷',
  running: '▸',
  waiting: '✋',
  succeeded: '✓',
  failed: '✕',
  skipped: '–',
  stopped: '■',
} as const;

/** How the node fared in the run that is shown: status, time, tokens, cost, iterations. */
export function RunStatus() {
  const { node } = useNodeForm();
  const run = useNodeRun(node.id);
  // The line is there before a run is, so that the form below it stays where it is.
  if (!run) return <p className="sb-run-status">{words.notRunYet}</p>;
  const { status, durationMs, tokens, usd, iterations, rounds, reason, origin } = run;
  const facts = [
    words.status[status],
    origin !== undefined && origin !== 'Computed' && words.runOrigin[origin],
    durationMs !== undefined && formatDuration(durationMs),
    tokens !== undefined && words.tokens(tokens),
    usd !== undefined && formatUsd(usd),
    rounds !== undefined && words.rounds(rounds),
    iterations && words.iterations(iterations.ok, iterations.failed, iterations.total),
  ].filter(Boolean);
  return (
    <p className="sb-run-status" data-status={status}>
      <span aria-hidden="true">{MARKS[status]}</span> {facts.join(' · ')}
      {reason !== undefined && <span className="sb-run-reason">{reason}</span>}
    </p>
  );
}
