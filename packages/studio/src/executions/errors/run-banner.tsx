import type { RunFault } from '@streambed/model/streambed';
import { useState } from 'react';
import { useEditor } from '../../editor/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { ICONS, SmallButton } from '../controls/small-button.tsx';
import { useExecutions, useExecutionsState, useRunRevision } from '../controls/use-run.ts';
import { iterationOf, NONE, type NodeRun, type RunStore, saidAt, totalOf } from '../run-store/index.ts';
import { faultOf } from '../runner/executions.ts';
import { startingNode } from '../runner/starting-node.ts';
import { explainFault, type FaultContext } from './explain-fault.ts';
import { addressOfFault } from './fault-problem.ts';
import './run-banner.css';

/** What is known of a failure beyond itself: the type of its node, how many items there are, the call that failed. */
export const faultContext = (store: RunStore, fault: RunFault): FaultContext => {
  const node = fault.node === undefined ? undefined : store.nodeRun(fault.node);
  const last = node?.failed?.actionEvents?.at(-1);
  const action = last === undefined ? undefined : store.event(last)?.action;
  return {
    nodeType: node?.type,
    total: node && totalOf(store.state, node),
    ...(action && { action }),
  };
};

/** One sentence on what failed, where and on which item; what it means; what to try. */
export function FaultText({ store, fault }: { store: RunStore; fault: RunFault }) {
  const explained = explainFault(fault, faultContext(store, fault));
  return (
    <div className="sb-run-banner-text">
      <p className="sb-run-banner-headline">
        <strong>{explained.headline}</strong>
      </p>
      <div className="sb-run-banner-rest">
        <p>
          {saidAt(fault.nodeName, fault.message)}{' '}
          <span className="sb-run-banner-details">({explained.details})</span>
        </p>{' '}
        <p className="sb-run-banner-help">
          {explained.means} {explained.tries}
        </p>
      </div>
    </div>
  );
}

/**
 * The banner of the last run: its failure, or why it could not be started, or that its stream is being resumed. `isBrief`:
 * of a failure one line is said first, and what it means when that is asked for; where the room is for something else.
 */
export function RunBanner({ isBrief = false }: { readonly isBrief?: boolean }) {
  const [isWhole, setWhole] = useState(!isBrief);
  const editor = useEditor();
  const executions = useExecutions();
  const failure = useExecutionsState((state) => state.failure);
  const store = useExecutionsState((state) => state.store);
  const dismissed = useExecutionsState((state) => state.dismissed);
  const reconnecting = useExecutionsState((state) => state.reconnecting);
  const phase = useExecutionsState((state) => state.phase);
  useRunRevision(store);

  if (failure) {
    const title = failure.step === 'stream' ? words.banner.lost : words.banner.failedStart[failure.step];
    return (
      <div className="sb-run-banner sb-run-banner-error" role="alert">
        <div className="sb-run-banner-text">
          <p className="sb-run-banner-headline">
            <strong>{title}</strong>: {failure.message}{' '}
            {failure.requestId !== undefined && (
              <span className="sb-run-banner-details">({words.banner.request(failure.requestId)})</span>
            )}
          </p>
        </div>
        <div className="sb-run-banner-buttons">
          {failure.step === 'prepare' && (
            <SmallButton onClick={() => editor.showBottom('problems')}>{words.banner.show}</SmallButton>
          )}
          <SmallButton icon={ICONS.close} label={words.banner.dismiss} onClick={executions.dismissFailure} />
        </div>
      </div>
    );
  }
  if (reconnecting)
    return (
      <div className="sb-run-banner sb-run-banner-warning" role="status">
        <p className="sb-run-banner-headline">
          {words.banner.reconnecting(reconnecting.attempt, Math.ceil(reconnecting.after / 1_000))}
        </p>
      </div>
    );
  const fault = store && faultOf(store);
  if (!fault || dismissed === store.runId) return null;

  const node = fault.node === undefined ? undefined : store.nodeRun(fault.node);
  const address = addressOfFault(fault, executions.document.snapshot(), executions.source.idOf);
  const from = node && startingNode(executions, node);
  const { concernsModel } = explainFault(fault, faultContext(store, fault));
  const isBusy = phase !== 'idle' ? words.commands.running : undefined;
  return (
    <section
      className="sb-run-banner sb-run-banner-error"
      data-brief={!isWhole}
      aria-label={words.banner.label}
    >
      <FaultText store={store} fault={fault} />
      <div className="sb-run-banner-buttons">
        {address.node !== undefined && (
          <SmallButton
            onClick={() => {
              if (node) executions.setDataNode(node.path);
              editor.goTo(address);
            }}
          >
            {words.banner.show}
          </SmallButton>
        )}
        {from !== undefined && node && (
          <SmallButton
            unavailable={isBusy}
            onClick={() =>
              void executions.start({ mode: 'FromNode', node: from, iteration: iteratorPart(node) })
            }
          >
            {words.banner.reRunFromHere}
          </SmallButton>
        )}
        {isBrief && (
          <SmallButton aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? words.banner.less : words.banner.more}
          </SmallButton>
        )}
        {concernsModel && address.node !== undefined && (
          <SmallButton
            onClick={() =>
              editor.goTo({
                node: address.node!,
                field: 'configuration.prompt.sourceConfiguration.inline.modelId',
              })
            }
          >
            {words.banner.changeModel}
          </SmallButton>
        )}
        <SmallButton icon={ICONS.close} label={words.banner.dismiss} onClick={executions.dismissFailure} />
      </div>
    </section>
  );
}

/** A run can start again at an item of an Iterator; rounds of a loop depend on each other. */
const iteratorPart = (node: NodeRun) => {
  const { failed } = node;
  if (!failed || failed.endEvent === NONE) return [];
  return iterationOf(node, failed.key)
    .slice(0, 1)
    .filter(({ type }) => type === 'Iterator');
};
