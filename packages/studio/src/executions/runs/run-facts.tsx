import type { GetRunResponse } from '@streambed/model/streambed';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { Copyable, formatMoment, principalName, RelativeTime } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { ValueViewer } from '../data/value/value-viewer.tsx';
import type { RunStore } from '../run-store/index.ts';
import { useRunNames } from './run-names.ts';
import './run-facts.css';
import '../data/run-data.css';

/** What a run was of, when, and by whom. */
export function RunFacts({ recorded, store }: { recorded: GetRunResponse; store: RunStore }) {
  const summary = store.state.summary ?? recorded.run;
  const { flowId, flowVersion, flowAliasId, parentRunId, executionId, principalArn, pinCount } = summary;
  const { flows, aliases } = useRunNames([summary]);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      words.run.flow,
      <Link key="flow" to={`/flows/${flowId}`} className="sb-run-link">
        {flows.get(flowId) ?? flowId}
      </Link>,
    ],
    [
      words.run.version,
      <span key="version">
        {flowVersion === undefined || flowVersion === 'DRAFT' ? words.run.draft : flowVersion}
        {recorded.definition !== undefined && (
          <>
            {' · '}
            <Link
              to={`/flows/${flowId}/compare/run-${summary.runId}..DRAFT`}
              className="sb-run-link"
              aria-label={words.run.compareDraft}
            >
              {words.run.compare}
            </Link>
          </>
        )}
      </span>,
    ],
    ...(flowAliasId === undefined
      ? []
      : ([[words.run.alias, aliases.get(`${flowId}/${flowAliasId}`) ?? flowAliasId]] as const)),
    [
      words.run.kind,
      summary.mode === 'Whole'
        ? words.kinds[summary.kind]
        : words.modeOf(summary.mode, summary.node?.split('/').at(-1) ?? ''),
    ],
    [words.run.started, <RelativeTime key="started" at={summary.startedAt} />],
    ...(summary.endedAt === undefined ? [] : ([[words.run.ended, formatMoment(summary.endedAt)]] as const)),
    [words.run.by, principalName(principalArn ?? '')],
    ...(parentRunId === undefined
      ? []
      : ([
          [
            words.run.parent,
            <Link key="parent" to={`/runs/${parentRunId}`} className="sb-run-link">
              {parentRunId.slice(0, 8)}
            </Link>,
          ],
        ] as const)),
    ...(pinCount === undefined || pinCount === 0
      ? []
      : ([[words.pins.label, words.run.pins(pinCount)]] as const)),
    ...(executionId === undefined
      ? []
      : ([
          [
            words.run.executionId,
            <Copyable key="id" text={executionId} what={words.run.executionId.toLowerCase()}>
              {executionId.slice(0, 8)}
            </Copyable>,
          ],
        ] as const)),
  ];
  return (
    <dl className="sb-run-facts" aria-label={words.run.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What a run was given. */
export function RunInputs({ recorded: { inputs = [] } }: { recorded: GetRunResponse }) {
  if (inputs.length === 0) return <p className="sb-data-note">{words.run.noInputs}</p>;
  return inputs.map(({ nodeName = words.run.tabs.input, document }) => (
    <section key={nodeName} className="sb-data-field">
      <h3 className="sb-data-field-name">{nodeName}</h3>
      <ValueViewer value={document} label={nodeName} />
    </section>
  ));
}
