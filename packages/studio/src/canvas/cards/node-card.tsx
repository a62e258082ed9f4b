import type { NodeProps } from '@xyflow/react';
import { Fragment, memo } from 'react';
import { formatDuration, formatUsd } from '../../components/index.ts';
import type { NodeView } from '../../document/index.ts';
import { type NodeRunView, useDocument, useEditorState } from '../../editor/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { NodeGlyph, NodeGlyphTile, nodeFacts } from '../../nodes/index.ts';
import { useCanvas, useCanvasState } from '../state/canvas-context.ts';
import type { CardNode } from '../state/canvas-nodes.ts';
import type { CardFacts } from '../state/card-facts.ts';
import { countRender } from '../state/render-counter.ts';
import { sameIn } from '../state/same-props.ts';
import type { DiffMark } from '../still/diff-marks.ts';
import { cardName, diffText } from './card-name.ts';
import './node-card.css';
import { Ports } from './ports.tsx';
import { PinIcon, StatusIcon } from './status-icon.tsx';
import { useHandedFocus } from './use-handed-focus.ts';
import { useElapsed, useNodeRun, useProblems } from './use-run.ts';

type CardProps = Pick<NodeProps<CardNode>, 'id' | 'data' | 'selected' | 'dragging'>;

/** A node on the canvas. Painted when its own node, facts, run, problems, selection or step of detail change. */
export const NodeCard = memo(
  ({ id, data, selected, dragging }: CardProps) => {
    countRender('card', id);
    const canvas = useCanvas();
    const { node, geometry } = data.placed;
    const { facts } = data;
    const detail = useCanvasState((state) => state.detail);
    const run = useNodeRun(id);
    const problems = useProblems(id);
    const isPinned = useDocument((snapshot) => snapshot.pins.has(id));
    const isFocused = useEditorState(({ focusedNode }) => focusedNode === id);
    const isDimmed = useEditorState(({ found }) => found !== undefined && !found.has(id));
    const place = useCanvasState(({ order }) => order.get(id) ?? 0);
    const fit = useCanvasState(({ drawing }) => drawing?.fits.get(id));
    const isOver = useCanvasState(
      ({ drawing }) => drawing?.over?.node === id && drawing.over.input === undefined,
    );
    const mark = useCanvasState(({ marks }) => marks?.nodes.get(id));
    const isUnfolded = useCanvasState(({ unfolded }) => unfolded.has(id));
    const card = useHandedFocus(id);
    const { family } = nodeFacts(node.type);
    const isFolding = geometry.folded.size > 0 || (isUnfolded && node.inputs.length > 1);

    const classes = [
      'sb-card',
      `sb-family-${family}`,
      `sb-card-${detail}`,
      selected && 'sb-selected',
      isFocused && 'sb-focused',
      dragging && 'sb-dragged',
      isDimmed && 'sb-dimmed',
      isPinned && 'sb-card-pinned',
      !facts.isReached && 'sb-card-unreached',
      fit?.isOnly && 'sb-card-fits',
      fit && fit.body.kind === 'refused' && !fits(fit.inputs.values()) && 'sb-card-refuses',
      isOver && fit && fit.body.kind !== 'refused' && 'sb-card-over',
      !node.isKnown && 'sb-card-unknown',
      mark && `sb-diff-${mark.kind}`,
    ];
    return (
      // biome-ignore lint/a11y/useSemanticElements: a card holds controls and takes part in an application's focus
      <div
        ref={card}
        className={classes.filter(Boolean).join(' ')}
        style={{ minHeight: geometry.height }}
        data-card={id}
        data-status={run?.status}
        role="group"
        aria-roledescription={words.nodeDescription}
        aria-label={cardName(node, {
          run,
          problems,
          isPinned,
          isReached: facts.isReached,
          mark,
          place,
          of: canvas.state.getState().order.size,
        })}
        tabIndex={-1}
      >
        {mark ? (
          <DiffBadge mark={mark} />
        ) : (
          run?.differs && detail === 'full' && <span className="sb-diff-badge">{words.differs}</span>
        )}
        {detail === 'block' ? (
          <Block node={node} run={run} isNamed={selected || isFocused || run?.status === 'failed'} />
        ) : (
          <>
            {run?.status === 'running' && <span className="sb-card-running" />}
            <div className="sb-card-head">
              <NodeGlyphTile type={node.type} />
              <span className="sb-card-name" title={node.name}>
                {detail === 'full' ? node.name : inWords(node.name)}
              </span>
              <Badge run={run} isPinned={isPinned} hasWord={detail === 'full'} />
            </div>
            {detail === 'full' && <Summary node={node} facts={facts} />}
            <Ports
              node={node}
              geometry={geometry}
              connected={facts.connected}
              detail={detail}
              taken={run?.satisfiedConditions}
              isFolding={isFolding}
            />
            {detail === 'full' && <Results node={node} run={run} problems={problems} isPinned={isPinned} />}
          </>
        )}
      </div>
    );
  },
  sameIn<CardProps>('id', 'data', 'selected', 'dragging'),
);

const fits = (outcomes: Iterable<{ readonly kind: string }>): boolean => {
  for (const { kind } of outcomes) if (kind !== 'refused') return true;
  return false;
};

const DiffBadge = ({ mark }: { readonly mark: DiffMark }) => (
  <span className={`sb-diff-badge sb-diff-badge-${mark.kind}`}>
    <span aria-hidden="true">{{ added: '+', removed: '−', changed: '~' }[mark.kind]}</span> {diffText(mark)}
  </span>
);

const Block = ({
  node,
  run,
  isNamed,
}: {
  readonly node: NodeView;
  readonly run: NodeRunView | undefined;
  readonly isNamed: boolean;
}) => (
  <>
    <NodeGlyph type={node.type} size={56} />
    {run && (
      <span className="sb-card-block-status">
        <StatusIcon status={run.status} />
      </span>
    )}
    {isNamed && <span className="sb-card-far-name">{node.name}</span>}
  </>
);

const Badge = ({
  run,
  isPinned,
  hasWord,
}: {
  readonly run: NodeRunView | undefined;
  readonly isPinned: boolean;
  readonly hasWord: boolean;
}) => {
  const elapsed = useElapsed(run?.status === 'running' ? run.startedAt : undefined);
  if (!run)
    return isPinned ? (
      <span className="sb-card-badge sb-status-pinned" title={words.pinned}>
        <PinIcon />
        {hasWord && words.pinned}
      </span>
    ) : null;
  const word =
    run.status === 'running' && elapsed !== undefined
      ? formatDuration(elapsed * 1000).replace(/\.\d+/, '')
      : run.origin === 'Recorded'
        ? words.recorded
        : run.origin === 'Pinned'
          ? words.pinned
          : words.status[run.status];
  return (
    <span className={`sb-card-badge sb-status-${run.status}`}>
      {run.origin === 'Pinned' ? <PinIcon /> : <StatusIcon status={run.status} />}
      {hasWord && <span className="sb-figure">{word}</span>}
    </span>
  );
};

const Summary = ({ node, facts }: { readonly node: NodeView; readonly facts: CardFacts }) => {
  const { label } = nodeFacts(node.type);
  const said = node.isKnown ? facts.summary : words.readOnlyType;
  const text = said === undefined ? words.notConfigured : said;
  return (
    <div className="sb-card-summary" title={text === '' ? label : `${label} · ${text}`}>
      <span>{label}</span>
      {text !== '' && (
        <>
          {' · '}
          <span className={said === undefined ? 'sb-card-missing' : undefined}>{text}</span>
        </>
      )}
    </div>
  );
};

/** Below the ports: what came out, what is wrong, what it took. Only what there is. */
const Results = ({
  node,
  run,
  problems,
  isPinned,
}: {
  readonly node: NodeView;
  readonly run: NodeRunView | undefined;
  readonly problems: { readonly errors: number; readonly warnings: number };
  readonly isPinned: boolean;
}) => {
  const text =
    run?.status === 'failed' || run?.status === 'skipped' ? (run.reason ?? run.fault?.message) : run?.preview;
  const action = run?.status === 'running' && text === undefined ? run.action : undefined;
  const figures = run ? figuresOf(run) : '';
  const hasFooter =
    problems.errors + problems.warnings > 0 ||
    isPinned ||
    figures !== '' ||
    run?.iterations !== undefined ||
    run?.rounds !== undefined;
  return (
    <>
      {text !== undefined && text !== '' && (
        <button
          type="button"
          tabIndex={-1}
          className={`sb-card-preview nodrag${run?.status === 'failed' ? ' sb-card-fault' : ''}${run?.status === 'skipped' ? ' sb-card-why' : ''}`}
          data-open="data"
        >
          <span className="sb-card-preview-text">{text}</span>
          <span className="sb-visually-hidden">{words.openData(node.name)}</span>
        </button>
      )}
      {action !== undefined && <div className="sb-card-action">{action}</div>}
      {run?.iterations && <IterationBar iterations={run.iterations} />}
      {hasFooter && (
        <div className="sb-card-foot">
          {problems.errors + problems.warnings > 0 && (
            <button type="button" tabIndex={-1} className="sb-card-problems nodrag" data-open="problems">
              {problems.errors > 0 && <span className="sb-error-text">✕{problems.errors}</span>}
              {problems.warnings > 0 && <span className="sb-warning-text">⚠{problems.warnings}</span>}
              <span className="sb-visually-hidden">{words.openProblems(node.name)}</span>
            </button>
          )}
          {isPinned && run && (
            <span title={words.pinned}>
              <PinIcon />
            </span>
          )}
          {run?.rounds !== undefined && <span>{words.rounds(run.rounds)}</span>}
          {run?.iterations && (
            <span>
              {words.iterations(run.iterations.ok, run.iterations.total)}
              {run.iterations.failed > 0 && (
                <span className="sb-error-text"> {words.iterationsFailed(run.iterations.failed)}</span>
              )}
            </span>
          )}
          {figures !== '' && <span className="sb-card-figures">{figures}</span>}
        </div>
      )}
    </>
  );
};

const figuresOf = ({ durationMs, tokens, usd }: NodeRunView): string =>
  [
    durationMs !== undefined && formatDuration(durationMs),
    tokens !== undefined && tokens > 0 && words.tokens(tokens),
    usd !== undefined && usd > 0 && formatUsd(usd),
  ]
    .filter(Boolean)
    .join(' · ');

/** How far the iterations are: one bar, by scaling alone, so that it costs no layout. */
const IterationBar = ({ iterations }: { readonly iterations: NonNullable<NodeRunView['iterations']> }) => {
  const { ok, failed, running, skipped } = iterations;
  const total = Math.max(1, iterations.total ?? ok + failed + running + skipped);
  return (
    <span className="sb-iteration-bar" aria-hidden="true">
      <span className="sb-iteration-done" style={{ transform: `scaleX(${(ok + failed) / total})` }} />
      <span className="sb-iteration-failed" style={{ transform: `scaleX(${failed / total})` }} />
    </span>
  );
};

/** The name with places to break at, where a capital or an underscore begins another word. */
const inWords = (name: string) =>
  name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=_)/).map((word, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a name have no other key, and never move
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {word}
    </Fragment>
  ));
