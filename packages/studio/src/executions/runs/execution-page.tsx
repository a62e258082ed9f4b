import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { GetRunResponse, Iteration } from '@streambed/model/streambed';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { failureOf, useApi } from '../../api/index.ts';
import { ErrorAlert, type Failed } from '../../components/index.ts';
import { createFlowDocument, type FlowDocument, type NodeId } from '../../document/index.ts';
import type { RunSource } from '../../editor/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { SmallButton } from '../controls/small-button.tsx';
import { useRunRevision } from '../controls/use-run.ts';
import { CopyAsCode } from '../copy-as-code/copy-as-code.tsx';
import { saveFile } from '../copy-as-code/export-events.ts';
import { PanelTabs } from '../data/panel-tabs.tsx';
import { type DataTools, RunData } from '../data/run-data.tsx';
import { takersOf } from '../data/takers.ts';
import { explainFault } from '../errors/explain-fault.ts';
import { FaultText, faultContext } from '../errors/run-banner.tsx';
import { RunHeadline } from '../figures/run-headline.tsx';
import { createRunSource, iterationOf, keyOf, type RunStore } from '../run-store/index.ts';
import { faultOf } from '../runner/executions.ts';
import { TestResult } from '../test/test-result.tsx';
import { TimelineView } from '../timeline/timeline-view.tsx';
import { EventsTable } from './events-table.tsx';
import { collectEvents } from './read-all-events.ts';
import { RunFacts, RunInputs } from './run-facts.tsx';
import { startAgain, startFrom } from './start-again.ts';
import { useRecordedRun } from './use-recorded-run.ts';
import './execution-page.css';

type RunTab = 'timeline' | 'data' | 'events' | 'outputs' | 'input';
const TABS: readonly RunTab[] = ['timeline', 'data', 'events', 'outputs', 'input'];

/** What a canvas needs to show the flow as it ran. */
export interface RunCanvasSlot {
  /** The definition that ran, not the draft. */
  readonly document: FlowDocument;
  readonly run: RunSource;
  readonly selected: NodeId | undefined;
  onSelect(node: NodeId): void;
}

export interface ExecutionPageProps {
  readonly runId: string;
  renderCanvas(slot: RunCanvasSlot): ReactNode;
  /** Instead of an error where the server knows no such run. */
  readonly notFound?: ReactNode;
}

/** One run: what it was of, what came of it, and why; live while it goes on. The address names node and iteration. */
export function ExecutionPage({ runId, renderCanvas, notFound }: ExecutionPageProps) {
  const [attempt, setAttempt] = useState(0);
  const { recorded, store, error } = useRecordedRun(runId, attempt);
  if (error && !store && notFound && failureOf(error).isNotFound) return notFound;
  if (error && !store)
    return (
      <ErrorAlert title={words.run.failed} error={error} onRetry={() => setAttempt((count) => count + 1)} />
    );
  if (!recorded || !store)
    return (
      <Box padding="l" textAlign="center">
        <Spinner /> {words.run.loading}
      </Box>
    );
  return <RunPage key={runId} recorded={recorded} store={store} error={error} renderCanvas={renderCanvas} />;
}

/** Node and iteration of the address: `?node=Refine/Critic&it=7.2`. */
const usePlace = (store: RunStore) => {
  const [parameters, setParameters] = useSearchParams();
  const node = parameters.get('node') ?? undefined;
  const key = parameters.get('it') ?? '';
  const known = node === undefined ? undefined : store.nodeRun(node);
  const iteration = useMemo(
    () => (known && key !== '' && known.around.length > 0 ? iterationOf(known, key) : []),
    [known, key],
  );
  const go = (path: string | undefined, at: readonly Iteration[]) =>
    setParameters(
      (now) => {
        const next = new URLSearchParams(now);
        if (path === undefined) next.delete('node');
        else next.set('node', path);
        if (at.length === 0) next.delete('it');
        else next.set('it', keyOf(at));
        return next;
      },
      { replace: true },
    );
  return { node, iteration, go };
};

function RunPage({
  recorded,
  store,
  error,
  renderCanvas,
}: {
  recorded: GetRunResponse;
  store: RunStore;
  error: Error | undefined;
  renderCanvas(slot: RunCanvasSlot): ReactNode;
}) {
  useRunRevision(store);
  const { streambed } = useApi();
  const navigate = useNavigate();
  const { node, iteration, go } = usePlace(store);
  const [tab, setTab] = useState<RunTab>('timeline');
  const [failed, setFailed] = useState<Failed | undefined>();
  const summary = store.state.summary ?? recorded.run;
  const { runId, flowId } = recorded.run;
  const ran = useSnapshot(recorded, store);
  const fault = faultOf(store) ?? summary.fault;

  const tools = useMemo(
    (): DataTools => ({
      wentTo: (path, output) =>
        ran ? takersOf(ran.document.snapshot(), ran.source.idOf(path), output).map(({ says }) => says) : [],
    }),
    [ran],
  );
  const tried = async (action: () => Promise<void>) => {
    setFailed(undefined);
    try {
      await action();
    } catch (thrown) {
      setFailed(thrown as Error);
    }
  };
  const download = () =>
    tried(async () => {
      const events = (await collectEvents(streambed, [runId])).map(([, event]) => event);
      const text = JSON.stringify({ ...recorded, run: summary, events }, undefined, 2);
      saveFile(`run-${runId}.json`, 'application/json', text);
    });
  const selectNode = (id: NodeId) => {
    const path = ran?.source.pathOf(id);
    if (path === undefined) return;
    go(path, []);
    setTab('data');
  };
  /** Starts again at the node, or at what encloses it; rounds of a loop depend on each other, items do not. */
  const rerunFrom = (path: string, at: readonly Iteration[]) =>
    tried(async () => {
      const inside = at.slice(0, 1).filter(({ type }) => type === 'Iterator');
      navigate(`/runs/${await startFrom(streambed, recorded, path.split('/')[0]!, inside)}`);
    });
  const openEditor = (path: string | undefined, at: readonly Iteration[]) =>
    navigate(
      `/flows/${flowId}?${new URLSearchParams({
        run: runId,
        ...(path !== undefined && { node: path }),
        ...(at.length > 0 && { it: keyOf(at) }),
      })}`,
    );
  const concernsModel = fault && explainFault(fault, faultContext(store, fault)).concernsModel;
  const input = recorded.inputs?.[0];

  return (
    <div className="sb-run-page">
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {store.isRunning && (
              <Button
                iconName="status-stopped"
                onClick={() => void tried(async () => void (await streambed.stopRun({ runId })))}
              >
                {words.run.stop}
              </Button>
            )}
            {!store.isRunning && (
              <Button
                onClick={() =>
                  void tried(async () => {
                    navigate(`/runs/${await startAgain(streambed, recorded.run)}`);
                  })
                }
              >
                {words.run.reRun}
              </Button>
            )}
            {!store.isRunning && (
              <Button
                disabled={node === undefined}
                disabledReason={words.run.chooseNode}
                onClick={() => void rerunFrom(node!, iteration)}
              >
                {words.run.reRunFromHere}
              </Button>
            )}
            <Button onClick={() => void download()}>{words.run.download}</Button>
            <Button variant="primary" onClick={() => openEditor(node, iteration)}>
              {words.run.openInEditor}
            </Button>
          </SpaceBetween>
        }
      >
        {words.run.title(runId.slice(0, 8))}
      </Header>
      <div className="sb-run-line">
        <RunHeadline store={store} />
        <CopyAsCode
          flowId={flowId}
          aliasId={recorded.run.flowAliasId ?? 'TSTALIASID'}
          input={input?.document ?? null}
          inputNode={input?.nodeName}
          inputOutput={input?.nodeOutputName}
        />
      </div>
      <RunFacts recorded={recorded} store={store} />
      {failed && <ErrorAlert error={failed} />}
      {error && <ErrorAlert title={words.banner.lost} error={error} />}
      {fault && (
        <section className="sb-run-banner sb-run-banner-error" aria-label={words.banner.label}>
          <FaultText store={store} fault={fault} />
          {fault.node !== undefined && (
            <div className="sb-run-banner-buttons">
              <SmallButton
                onClick={() => {
                  go(fault.node, fault.iteration ?? []);
                  setTab('data');
                }}
              >
                {words.banner.show}
              </SmallButton>
              {!store.isRunning && (
                <SmallButton onClick={() => void rerunFrom(fault.node!, fault.iteration ?? [])}>
                  {words.banner.reRunFromHere}
                </SmallButton>
              )}
              {concernsModel && (
                <SmallButton onClick={() => openEditor(fault.node, fault.iteration ?? [])}>
                  {words.banner.changeModel}
                </SmallButton>
              )}
            </div>
          )}
        </section>
      )}
      {recorded.run.recording === 'Figures' && <p className="sb-data-note">{words.run.figuresOnly}</p>}
      <section className="sb-run-canvas" aria-label={words.run.canvas}>
        {ran ? (
          renderCanvas({
            document: ran.document,
            run: ran.source,
            selected: node === undefined ? undefined : ran.source.idOf(node),
            onSelect: selectNode,
          })
        ) : (
          <p className="sb-executions-empty">{words.run.noDefinition}</p>
        )}
      </section>
      <div className="sb-run-tabs">
        <PanelTabs<RunTab>
          label={words.run.tabsLabel}
          tabs={TABS.map((id) => ({ id, label: words.run.tabs[id] }))}
          selected={tab}
          onSelect={setTab}
          isFlush={tab === 'timeline' || tab === 'data'}
        >
          {tab === 'timeline' && (
            <TimelineView
              store={store}
              selected={node}
              iteration={iteration}
              onSelect={(path, at) => go(path, at)}
            />
          )}
          {tab === 'data' && (
            <RunData
              store={store}
              previous={undefined}
              selected={node}
              iteration={iteration}
              tools={tools}
              onSelect={(path) => go(path, [])}
              onIteration={(at) => go(node ?? shownNode(store, at), at)}
            />
          )}
          {tab === 'events' && <EventsTable store={store} />}
          {tab === 'outputs' && <TestResult store={store} />}
          {tab === 'input' && <RunInputs recorded={recorded} />}
        </PanelTabs>
      </div>
    </div>
  );
}

/** The node whose iteration was picked before any node was named: the one that the panel shows by itself. */
const shownNode = (store: RunStore, iteration: readonly Iteration[]): string | undefined =>
  (
    store.nodes().find(({ failed }) => failed) ??
    store.nodes().find(({ around }) => around.length === iteration.length)
  )?.path;

/** The definition that ran, as a document of its own that nobody edits. */
const useSnapshot = ({ definition }: GetRunResponse, store: RunStore) => {
  const ran = useMemo(() => {
    if (definition === undefined) return undefined;
    const document = createFlowDocument({ definition: definition as unknown as FlowDefinition });
    const source = createRunSource(document);
    return { document, source };
  }, [definition]);
  useEffect(() => {
    ran?.source.show(store);
    return () => ran?.source.show(undefined);
  }, [ran, store]);
  return ran;
};
