import type { RunEvent, RunFigures, RunSummary } from '@streambed/model/streambed';
import { renderFacts, renderTable } from './table.ts';
import type { Style } from './terminal.ts';
import { counted, dollars, duration, harmless, inline } from './text.ts';

/* Runs for people: one line, a table, a page. */

/** `5d0c… Failed at Summarize[6] after 1.24 s: It did not answer. 9 node runs, 812 tokens, $0.0031`. */
export function renderRunLine(run: RunSummary, { colours }: Style): string {
  const { runId, status, figures, fault, reason } = run;
  const where = fault?.node === undefined ? '' : ` at ${placeOf(fault)}`;
  const why = fault?.message ?? reason;
  const colour = status === 'Succeeded' ? colours.green : status === 'Running' ? colours.cyan : colours.red;
  const time = figures.durationMs === undefined ? '' : ` after ${duration(figures.durationMs)}`;
  const said = harmless(`${where}${time}${why === undefined ? '' : `: ${why}`}`);
  return `run ${runId} ${colour(status)}${said} ${colours.dim(`(${figuresText(figures)})`)}`;
}

const figuresText = (figures: RunFigures): string =>
  [
    counted(figures.nodeRuns, 'node run'),
    ...(figures.iterations ? [counted(figures.iterations, 'iteration')] : []),
    ...costText(figures),
  ].join(', ');

function costText({ inputTokens, outputTokens, usd, hasUnpricedCalls }: RunFigures): string[] {
  if (inputTokens === undefined && outputTokens === undefined) return [];
  const tokens = counted((inputTokens ?? 0) + (outputTokens ?? 0), 'token');
  const price =
    usd === undefined ? 'no price known' : `${dollars(usd)}${hasUnpricedCalls ? ' and unpriced calls' : ''}`;
  return [tokens, price];
}

/** `Refine/Critic[0]`. */
const placeOf = ({ node = '', iteration = [] }: Pick<RunEvent, 'node' | 'iteration'>): string =>
  `${node}${iteration.map(({ index }) => `[${index}]`).join('')}`;

/** What happened, in a line; undefined for what says nothing by itself. */
export function renderRunEvent(event: RunEvent, { colours, width }: Style): string | undefined {
  const place = colours.bold(harmless(placeOf(event)));
  const room = Math.max(20, width - placeOf(event).length - 20);
  switch (event.type) {
    case 'runStarted':
      return `run ${event.run?.runId ?? ''} started`;
    case 'nodeQueued':
      return `${place} waits for room`;
    case 'nodeStarted': {
      const values = Object.fromEntries((event.fields ?? []).map(({ name, value }) => [name, value]));
      const why = event.reason === undefined ? '' : colours.dim(` (${harmless(event.reason)})`);
      return `${place} ← ${inline(values, room)}${why}`;
    }
    case 'nodeAction':
      return `${place} called ${harmless(`${event.action?.serviceName} ${event.action?.operationName}`)}`;
    case 'conditionResult':
      return `${place} chose ${harmless((event.satisfiedConditions ?? []).join(', ') || 'nothing')}`;
    case 'nodeSettled': {
      if (event.outputs === undefined) return undefined;
      const origin =
        event.origin === undefined || event.origin === 'Computed' ? '' : ` ${event.origin.toLowerCase()}`;
      return `${place} →${origin} ${inline(event.outputs, room)}`;
    }
    case 'nodeFailed':
      return `${place} ${colours.red('failed')}: ${harmless(event.fault?.message ?? '')}`;
    case 'nodeSkipped':
      return colours.dim(`${harmless(placeOf(event))} skipped: ${harmless(event.reason ?? '')}`);
    case 'flowOutput':
      return `${place} ⇒ ${inline(event.document ?? null, room)}`;
    default:
      return undefined;
  }
}

/** Runs as a table, in the order given. */
export const renderRuns = (runs: readonly RunSummary[], style: Style): string =>
  renderTable(
    [
      ['RUN', 'STATUS', 'FLOW', 'OF', 'KIND', 'STARTED', 'TIME', 'COST', 'ERROR'],
      ...runs.map((run) => [
        run.runId,
        run.status,
        run.flowId,
        harmless(run.flowAliasId ?? run.flowVersion ?? 'unsaved'),
        run.mode === 'Whole' ? run.kind : `${run.mode} ${harmless(run.node ?? '')}`,
        run.startedAt.replace(/\.\d+Z$/, 'Z'),
        run.figures.durationMs === undefined ? '' : duration(run.figures.durationMs),
        run.figures.usd === undefined ? '' : dollars(run.figures.usd),
        inlineText(
          run.fault === undefined ? (run.reason ?? '') : `${placeOf(run.fault)}: ${run.fault.message}`,
        ),
      ]),
    ],
    style,
  );

const inlineText = (text: string): string => harmless(text).replaceAll('\n', ' ').slice(0, 80);

interface NodeFigures {
  runs: number;
  failed: number;
  skipped: number;
  time: number;
  tokens: number;
  usd: number | undefined;
  origin: string;
  reason: string;
}

/** What each node did in a run, added up event by event, in the order in which they were first heard of. */
export class RunNodes {
  readonly nodes = new Map<string, NodeFigures>();
  readonly #since = new Map<string, number>();

  add(event: RunEvent): void {
    if (event.node === undefined) return;
    const node = this.#of(event.node);
    const key = placeOf(event);
    switch (event.type) {
      case 'nodeStarted':
        this.#since.set(key, event.at);
        break;
      case 'nodeSkipped':
        node.skipped++;
        node.reason = event.reason ?? '';
        break;
      case 'nodeFailed':
        node.failed++;
        this.#ended(node, key, event);
        break;
      case 'nodeSettled':
      case 'conditionResult':
      case 'flowOutput':
        // An Iterator and a Collector settle without outputs for what they did before.
        if (event.type === 'nodeSettled' && event.outputs === undefined && node.runs > 0) break;
        node.runs++;
        if (event.origin && event.origin !== 'Computed') node.origin = event.origin;
        this.#ended(node, key, event);
        break;
    }
  }

  #of(path: string): NodeFigures {
    let node = this.nodes.get(path);
    if (!node) {
      node = { runs: 0, failed: 0, skipped: 0, time: 0, tokens: 0, usd: undefined, origin: '', reason: '' };
      this.nodes.set(path, node);
    }
    return node;
  }

  #ended(node: NodeFigures, key: string, { at, usage }: RunEvent): void {
    node.time += at - (this.#since.get(key) ?? at);
    this.#since.delete(key);
    node.tokens += (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
    if (usage?.usd !== undefined) node.usd = (node.usd ?? 0) + usage.usd;
  }
}

/** A run with what each of its nodes did. */
export function renderRun(run: RunSummary, { nodes }: RunNodes, style: Style): string {
  const { colours } = style;
  const facts: (readonly [string, string])[] = [
    ['run', run.runId],
    ['flow', `${run.flowId} ${harmless(run.flowAliasId ?? run.flowVersion ?? 'unsaved')}`],
    ['kind', run.mode === 'Whole' ? run.kind : `${run.mode} ${harmless(run.node ?? '')}`],
    ['status', run.status],
    ['started', run.startedAt],
    ...(run.figures.durationMs === undefined ? [] : [['time', duration(run.figures.durationMs)] as const]),
    ['figures', figuresText(run.figures)],
    ...(run.principalArn === undefined ? [] : [['by', harmless(run.principalArn)] as const]),
    ...(run.parentRunId === undefined ? [] : [['from run', run.parentRunId] as const]),
    ...(run.fault === undefined
      ? []
      : [['error', harmless(`${placeOf(run.fault)}: ${run.fault.message}`)] as const]),
    ...(run.reason === undefined ? [] : [['reason', harmless(run.reason)] as const]),
  ];
  if (nodes.size === 0) return renderFacts(facts, style);
  const rows = [...nodes].map(([path, node]) => [
    harmless(path),
    statusOf(node),
    duration(node.time),
    node.tokens > 0 ? node.tokens.toLocaleString('en-US') : '',
    node.usd === undefined ? '' : dollars(node.usd),
    colours.dim(harmless(node.reason)),
  ]);
  return `${renderFacts(facts, style)}\n${renderTable([['NODE', 'RUNS', 'TIME', 'TOKENS', 'COST', ''], ...rows], style)}`;
}

const statusOf = ({ runs, failed, skipped, origin }: NodeFigures): string =>
  [
    ...(runs > 0 ? [`${runs}${origin === '' ? '' : ` ${origin.toLowerCase()}`}`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ') || 'not through';
