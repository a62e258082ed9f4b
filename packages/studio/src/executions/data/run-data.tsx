import type { JsonObject, JsonValue } from '@streambed/model';
import type { Iteration, RunEvent, RunField } from '@streambed/model/streambed';
import { type ReactNode, useState } from 'react';
import { formatCost, formatCount, formatDuration } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { inPlace } from '../controls/in-place.ts';
import { ICONS, SmallButton } from '../controls/small-button.tsx';
import { StatusMark } from '../controls/status-mark.tsx';
import { useRunRevision } from '../controls/use-run.ts';
import { sayField, sayIteration } from '../errors/explain-fault.ts';
import { FaultText } from '../errors/run-banner.tsx';
import { durationOf } from '../figures/run-figures.ts';
import {
  iterationOf,
  keyAt,
  NONE,
  type NodeRun,
  nodeStatus,
  type RunStore,
  type Step,
  stepAt,
} from '../run-store/index.ts';
import { actionFacts } from './action-facts.ts';
import { guardedTexts } from './guarded-texts.ts';
import { IterationPicker } from './iteration-picker.tsx';
import { PanelTabs } from './panel-tabs.tsx';
import { type EventRead, useRunEvent } from './use-step-events.ts';
import { ValueViewer } from './value/value-viewer.tsx';
import './run-data.css';

type DataTab = 'input' | 'output' | 'action' | 'error' | 'json';

/** What the place around adds to values: the editor pins and writes expressions, a run's own page does not. */
export interface DataTools {
  /** Inputs that the output leads to: `Summarize.text`. */
  wentTo(path: string, output: string): readonly string[];
  /** Buttons beside the value of an output; `expression` leads to the chosen part of it. */
  outputActions?(path: string, output: string, value: JsonValue, expression: string): ReactNode;
  /** Buttons beside the name of the node. */
  nodeActions?(path: string, outputs: JsonObject | undefined): ReactNode;
}

export interface RunDataProps {
  readonly store: RunStore;
  readonly previous: RunStore | undefined;
  readonly selected: string | undefined;
  readonly iteration: readonly Iteration[];
  readonly tools: DataTools;
  onSelect(path: string): void;
  onIteration(iteration: readonly Iteration[]): void;
}

/** What went into and came out of each node of a run, iteration by iteration. */
export function RunData({
  store,
  previous,
  selected,
  iteration,
  tools,
  onSelect,
  onIteration,
}: RunDataProps) {
  useRunRevision(store);
  const nodes = store.nodes();
  const node = (selected === undefined ? undefined : store.nodeRun(selected)) ?? firstToShow(nodes);
  return (
    <div className="sb-data">
      <nav className="sb-data-nodes" aria-label={words.data.nodes}>
        <ul>
          {nodes.map((each) => (
            <li key={each.path}>
              <button
                type="button"
                className="sb-data-node"
                aria-current={each === node ? 'true' : undefined}
                onClick={() => onSelect(each.path)}
              >
                <StatusMark status={nodeStatus(store.state, each)} />
                <span className="sb-visually-hidden">{words.status[nodeStatus(store.state, each)]}, </span>
                <span className="sb-data-node-name">{each.path.replaceAll('/', ' / ')}</span>
                {each.around.length > 0 && (
                  <span className="sb-data-node-count">
                    {formatCount(each.counts.succeeded + each.counts.failed)}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {node ? (
        <NodeData
          key={node.path}
          store={store}
          previous={previous}
          node={node}
          iteration={iteration}
          tools={tools}
          onIteration={onIteration}
        />
      ) : (
        <p className="sb-executions-empty">{words.data.choose}</p>
      )}
    </div>
  );
}

const firstToShow = (nodes: readonly NodeRun[]): NodeRun | undefined =>
  nodes.find(({ failed }) => failed) ?? nodes.at(-1);

function NodeData({
  store,
  previous,
  node,
  iteration,
  tools,
  onIteration,
}: {
  store: RunStore;
  previous: RunStore | undefined;
  node: NodeRun;
  iteration: readonly Iteration[];
  tools: DataTools;
  onIteration(iteration: readonly Iteration[]): void;
}) {
  const step = stepAt(node, iteration);
  const key = (iteration.length > 0 ? keyAt(node, iteration) : undefined) ?? step?.key ?? '';
  const [chosen, setTab] = useState<DataTab | undefined>();
  const started = useRunEvent(store, step?.startEvent);
  const ended = useRunEvent(store, step?.endEvent);
  const tab = chosen ?? (step?.status === 'failed' ? 'error' : 'output');
  const tabs: readonly DataTab[] = ['input', 'output', 'action', 'error', 'json'];
  const outputs = ended.state === 'there' ? (ended.event.outputs as JsonObject | undefined) : undefined;
  return (
    <div className="sb-data-node-view">
      {node.around.length > 0 && (
        <IterationPicker
          store={store}
          node={node}
          selected={key}
          onSelect={(next) => onIteration(iterationOf(node, next))}
        />
      )}
      <div className="sb-data-head">
        <h2 className="sb-data-title">
          {node.name}
          {key !== '' && <span className="sb-data-where"> · {sayIteration(iterationOf(node, key))}</span>}
        </h2>
        {step && <StepFacts step={step} />}
        <span className="sb-data-actions">{tools.nodeActions?.(node.path, outputs)}</span>
      </div>
      {step ? (
        <PanelTabs<DataTab>
          label={words.data.tabsLabel}
          tabs={tabs.map((id) => ({ id, label: words.data.tabs[id] }))}
          selected={tab}
          onSelect={setTab}
        >
          {step.reason !== undefined && (
            <p className="sb-data-note">
              {step.status === 'skipped' ? words.data.skipped(step.reason) : step.reason}
            </p>
          )}
          {tab === 'input' && <InputTab read={started} />}
          {tab === 'output' && (
            <OutputTab previous={previous} node={node} step={step} read={ended} tools={tools} />
          )}
          {tab === 'action' && <ActionTab store={store} step={step} />}
          {tab === 'error' && <ErrorTab store={store} node={node} step={step} />}
          {tab === 'json' && <JsonTab reads={[started, ended]} />}
        </PanelTabs>
      ) : (
        <p className="sb-executions-empty">{words.data.notInIteration}</p>
      )}
    </div>
  );
}

function StepFacts({ step }: { step: Step }) {
  const duration = durationOf(step);
  const tokens = step.inputTokens + step.outputTokens;
  const cost = formatCost({ tokens, usd: step.usd, unpriced: step.unpriced });
  const facts = [
    duration === undefined ? '' : formatDuration(duration),
    tokens > 0
      ? `${words.figures.tokens} ${words.figures.tokensOf(step.inputTokens, step.outputTokens)}`
      : '',
    cost,
    step.origin === 'Pinned' ? words.data.pinned : step.origin === 'Recorded' ? words.data.recorded : '',
  ].filter(Boolean);
  return (
    <span className="sb-data-facts">
      <StatusMark status={step.status} label />
      {facts.length > 0 && <span>{facts.join(' · ')}</span>}
    </span>
  );
}

/** Says that values are on their way or not kept; undefined when they are there or there is nothing to wait for. */
const absence = (read: EventRead): string | undefined =>
  read.state === 'loading' ? words.data.loading : read.state === 'gone' ? words.data.gone : undefined;

function Note({ children }: { children: string }) {
  return <p className="sb-data-note">{children}</p>;
}

const cutAt = (event: RunEvent, path: string): number | undefined =>
  event.cut?.find((cut) => cut.path === path)?.characters;

function InputTab({ read }: { read: EventRead }) {
  const missing = absence(read);
  if (missing !== undefined) return <Note>{missing}</Note>;
  const fields: readonly RunField[] = read.state === 'there' ? (read.event.fields ?? []) : [];
  if (fields.length === 0) return <Note>{words.data.noInputs}</Note>;
  return fields.map((field) => (
    <section key={field.name} className="sb-data-field">
      <h3 className="sb-data-field-name">
        {field.name} <span className="sb-data-type">{field.type}</span>
        {field.sourceNode !== undefined && (
          <span className="sb-data-source">
            {words.data.from(`${field.sourceNode}.${field.sourceOutput ?? ''}`)}{' '}
            <code>{field.expression}</code>
          </span>
        )}
      </h3>
      <ValueViewer
        value={field.value}
        label={field.name}
        withPath
        cutAt={read.state === 'there' ? cutAt(read.event, `fields.${field.name}`) : undefined}
      />
    </section>
  ));
}

/** Outputs of the same step in the run before. */
const previousOutputs = (
  previous: RunStore | undefined,
  node: NodeRun,
  step: Step,
): JsonObject | undefined => {
  const before = previous?.nodeRun(node.path);
  const same = before?.steps.get(step.key);
  const event = same && same.endEvent !== NONE ? previous?.event(same.endEvent) : undefined;
  return event?.outputs as JsonObject | undefined;
};

function OutputTab({
  previous,
  node,
  step,
  read,
  tools,
}: {
  previous: RunStore | undefined;
  node: NodeRun;
  step: Step;
  read: EventRead;
  tools: DataTools;
}) {
  if (step.status === 'running' && node.latest === step && node.text !== '')
    return <pre className="sb-value-text sb-data-stream">{node.text}</pre>;
  const missing = absence(read);
  if (missing !== undefined) return <Note>{missing}</Note>;
  const event = read.state === 'there' ? read.event : undefined;
  const outputs = Object.entries((event?.outputs as JsonObject | undefined) ?? {});
  const before = previousOutputs(previous, node, step);
  const conditions = node.satisfiedConditions ?? event?.satisfiedConditions;
  const document = event?.document;
  return (
    <>
      {conditions && step === node.latest && (
        <p className="sb-data-branch">▶ {conditions.join(', ') || words.figures.none}</p>
      )}
      {document !== undefined && (
        <ValueViewer
          value={document}
          label={words.data.tabs.output}
          withPath
          cutAt={event && cutAt(event, 'document')}
        />
      )}
      {outputs.map(([name, value]) => {
        const takers = tools.wentTo(node.path, name);
        return (
          <section key={name} className="sb-data-field">
            <h3 className="sb-data-field-name">
              {name}
              <span className="sb-data-source">
                {takers.length === 0 ? words.data.nowhere : `${words.data.wentTo} ${takers.join(', ')}`}
              </span>
            </h3>
            <ValueViewer
              value={value}
              label={name}
              withPath
              previous={before?.[name]}
              cutAt={event && cutAt(event, `outputs.${name}`)}
              {...(tools.outputActions && {
                actions: (expression: string) => tools.outputActions!(node.path, name, value, expression),
              })}
            />
            {typeof value === 'string' && value !== '' && 'speechSynthesis' in globalThis && (
              <SmallButton
                icon={ICONS.speak}
                onClick={() => {
                  speechSynthesis.cancel();
                  speechSynthesis.speak(new SpeechSynthesisUtterance(value.slice(0, 10_000)));
                }}
              >
                {words.data.readAnswer}
              </SmallButton>
            )}
          </section>
        );
      })}
      {outputs.length === 0 && document === undefined && !conditions && <Note>{words.data.noOutputs}</Note>}
    </>
  );
}

function ActionTab({ store, step }: { store: RunStore; step: Step }) {
  const numbers = step.actionEvents ?? [];
  if (numbers.length === 0) return <Note>{words.data.noAction}</Note>;
  return numbers.map((number, index) => (
    <ActionCall key={number} store={store} number={number} index={index} total={numbers.length} />
  ));
}

function ActionCall({
  store,
  number,
  index,
  total,
}: {
  store: RunStore;
  number: number;
  index: number;
  total: number;
}) {
  const read = useRunEvent(store, number);
  const missing = absence(read);
  if (missing !== undefined) return <Note>{missing}</Note>;
  if (read.state !== 'there' || !read.event.action) return null;
  const { event } = read;
  const { action } = read.event;
  const facts = actionFacts(action!);
  const took = action!.startedAt === undefined ? undefined : event.at - action!.startedAt;
  const title = `${action!.serviceName} ${action!.operationName}`;
  return (
    <section className="sb-data-field">
      <h3 className="sb-data-field-name">
        {title}
        {total > 1 && <span className="sb-data-type">{words.data.call(index + 1, total)}</span>}
        <span className="sb-data-source">
          {took !== undefined && took >= 0 && `${words.data.tookMs(formatDuration(took))} · `}
          {words.data.requestId} <code>{action!.requestId}</code>
        </span>
      </h3>
      {(facts.tokens.length > 0 || facts.stopReason !== '' || facts.servedBy !== '') && (
        <dl className="sb-data-pairs">
          {facts.servedBy !== '' && <Pair name={words.data.facts.servedBy}>{facts.servedBy}</Pair>}
          {facts.tokens.map(({ name, count }) => (
            <Pair key={name} name={words.data.facts[name]}>
              {formatCount(count)}
            </Pair>
          ))}
          {facts.stopReason !== '' && <Pair name={words.data.facts.stopReason}>{facts.stopReason}</Pair>}
        </dl>
      )}
      {facts.findings.length > 0 && (
        <>
          <h4 className="sb-data-sub">{words.data.guardrail}</h4>
          <ul className="sb-data-findings">
            {inPlace(facts.findings).map(({ item, place }) => (
              <li key={place}>
                {item.policy} · {item.name} · {item.action}
                {item.match !== '' && <mark>{item.match}</mark>}
              </li>
            ))}
          </ul>
          {inPlace(guardedTexts(action!, facts.findings)).map(({ item: { side, spans }, place }) => (
            <figure key={place} className="sb-data-guarded">
              <figcaption>{words.data.guardedSides[side]}</figcaption>
              <p>
                {inPlace(spans).map(({ item: { text, finding }, place: at }) =>
                  finding ? (
                    <mark key={at} title={`${finding.policy} · ${finding.name} · ${finding.action}`}>
                      {text}
                      <span className="sb-visually-hidden">
                        {' '}
                        ({finding.name}, {finding.action})
                      </span>
                    </mark>
                  ) : (
                    <span key={at}>{text}</span>
                  ),
                )}
              </p>
            </figure>
          ))}
        </>
      )}
      {facts.passages.length > 0 && (
        <>
          <h4 className="sb-data-sub">{words.data.chunks(facts.passages.length)}</h4>
          <ol className="sb-data-passages">
            {inPlace(facts.passages).map(({ item, place }) => (
              <li key={place}>
                <span className="sb-data-source">
                  {item.score !== undefined && `${item.score.toFixed(3)} · `}
                  {item.source}
                </span>
                <p>{item.text.slice(0, 400)}</p>
              </li>
            ))}
          </ol>
        </>
      )}
      {facts.printed !== '' && (
        <>
          <h4 className="sb-data-sub">{words.data.printed}</h4>
          <pre className="sb-value-text">{facts.printed.slice(0, 65_536)}</pre>
        </>
      )}
      {action!.operationRequest !== undefined && (
        <>
          <h4 className="sb-data-sub">{words.data.request}</h4>
          <ValueViewer
            value={action!.operationRequest}
            label={words.data.request}
            cutAt={cutAt(event, 'action.operationRequest')}
          />
        </>
      )}
      {action!.operationResponse !== undefined && (
        <>
          <h4 className="sb-data-sub">{words.data.response}</h4>
          <ValueViewer
            value={action!.operationResponse}
            label={words.data.response}
            cutAt={cutAt(event, 'action.operationResponse')}
          />
        </>
      )}
    </section>
  );
}

function Pair({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ErrorTab({ store, node, step }: { store: RunStore; node: NodeRun; step: Step }) {
  const { fault } = step;
  if (!fault) return <Note>{words.data.noError}</Note>;
  const field = sayField(fault);
  return (
    <>
      <FaultText store={store} fault={{ node: node.path, nodeName: node.name, ...fault }} />
      <dl className="sb-data-pairs">
        {field !== undefined && <Pair name={words.data.fieldLabel}>{field}</Pair>}
      </dl>
    </>
  );
}

function JsonTab({ reads }: { reads: readonly EventRead[] }) {
  const events = reads.flatMap((read) => (read.state === 'there' ? [read.event] : []));
  const missing = reads.map(absence).find(Boolean);
  return (
    <>
      {missing !== undefined && <Note>{missing}</Note>}
      {events.map((event) => (
        <section key={event.number} className="sb-data-field">
          <h3 className="sb-data-field-name">{event.type}</h3>
          <ValueViewer value={event as unknown as JsonObject} label={event.type} />
        </section>
      ))}
    </>
  );
}
