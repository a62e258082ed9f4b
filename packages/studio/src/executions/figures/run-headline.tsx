import { formatCost, formatCount, formatDuration } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { StatusMark } from '../controls/status-mark.tsx';
import { useCounting } from '../controls/use-counting.ts';
import { useRunRevision } from '../controls/use-run.ts';
import type { RunStore } from '../run-store/index.ts';
import { runFigures } from './run-figures.ts';
import './run-headline.css';

/** Status and totals of a run in one line. */
export function RunHeadline({ store }: { store: RunStore }) {
  useRunRevision(store);
  const { state } = store;
  const figures = runFigures(state);
  const { inputTokens, outputTokens } = figures;
  const duration = useCounting(figures.durationMs, state.status === 'running');
  const cost = formatCost({ ...figures, tokens: inputTokens + outputTokens });
  return (
    <dl className="sb-run-headline">
      <div>
        <dt className="sb-visually-hidden">{words.list.columns.status}</dt>
        <dd>
          <StatusMark status={state.status} label />
        </dd>
      </div>
      <Figure name={words.figures.duration}>
        {duration === undefined ? words.figures.none : formatDuration(duration)}
      </Figure>
      <Figure name={words.figures.tokens}>
        {inputTokens + outputTokens === 0
          ? words.figures.none
          : words.figures.tokensOf(inputTokens, outputTokens)}
      </Figure>
      <Figure name={words.figures.cost}>{cost === '' ? words.figures.none : cost}</Figure>
      <Figure name={words.figures.transitions}>{formatCount(figures.transitions)}</Figure>
    </dl>
  );
}

function Figure({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
