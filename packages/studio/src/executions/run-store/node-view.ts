import type { JsonValue } from '@streambed/model';
import type { NodeRunView } from '../../editor/index.ts';
import { NONE, type NodeRun, type RunState, type StepStatus, totalOf } from './run-state.ts';

const PREVIEW = 160;

/** The first lines of a value, short enough for a card: texts as they are, lists with their length, members by name. */
export const previewOf = (value: JsonValue | undefined): string => {
  if (value === undefined) return '';
  if (typeof value === 'string') return cut(value);
  if (Array.isArray(value))
    return cut(`[${value.length}] ${value.slice(0, 8).map(brief).join(', ')}${value.length > 8 ? '…' : ''}`);
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    return cut(`{ ${keys.slice(0, 12).join(', ')}${keys.length > 12 ? ', …' : ''} }`);
  }
  return String(value);
};

const brief = (value: JsonValue): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 24 ? `${value.slice(0, 24)}…` : value);
  if (Array.isArray(value)) return `[${value.length}]`;
  return typeof value === 'object' && value !== null ? '{…}' : String(value);
};

const cut = (text: string): string => {
  const lines = text.slice(0, PREVIEW * 2).split('\n', 3);
  const two = lines.slice(0, 2).join('\n');
  const isWhole = lines.length < 3 && text.length <= PREVIEW;
  return isWhole ? two : `${two.slice(0, PREVIEW).toWellFormed()}…`;
};

/** The end of what a model is writing, so that the card shows it move. */
const tail = (text: string): string => {
  const lines = text.slice(-PREVIEW).split('\n');
  return lines.slice(-2).join('\n').toWellFormed();
};

/** The value that a card shows of outputs: the only one, or all of them by name. */
export const shownOutput = (outputs: { readonly [name: string]: JsonValue }): JsonValue => {
  const values = Object.values(outputs);
  return values.length === 1 ? values[0]! : (outputs as { [name: string]: JsonValue });
};

/** Where a node stands with all its iterations, for its card and for its row of the timeline. */
export const nodeStatus = (state: RunState, node: NodeRun): StepStatus => {
  const { counts, steps } = node;
  const whole = steps.get('')?.status;
  const is = (status: keyof typeof counts) => counts[status] > 0 || whole === status;
  if (is('failed')) return 'failed';
  if (is('running')) return 'running';
  const total = totalOf(state, node);
  const done = counts.succeeded + counts.skipped;
  // Between two items a node rests for a moment only; saying so would flicker.
  if (state.status === 'running' && total !== undefined && done < total && done > 0) return 'running';
  if (is('queued')) return 'queued';
  // Not done with what it was to do: a check mark would say so.
  const isCutShort = state.status === 'stopped' || state.status === 'failed';
  if (isCutShort && (is('stopped') || (total !== undefined && done < total))) return 'stopped';
  // An Iterator whose body failed has handed on items, but never came to the end of its list.
  if (whole === 'stopped') return 'stopped';
  if (is('succeeded')) return 'succeeded';
  return is('stopped') ? 'stopped' : 'skipped';
};

const durationOf = (node: NodeRun): number | undefined => {
  let sum = 0;
  let known = false;
  const whole = node.steps.get('');
  if (whole) {
    if (whole.endedAt === NONE || whole.startedAt === NONE) return undefined;
    return whole.endedAt - whole.startedAt;
  }
  for (const { startedAt, endedAt } of node.steps.values())
    if (startedAt !== NONE && endedAt !== NONE) {
      sum += endedAt - startedAt;
      known = true;
    }
  return known ? sum : undefined;
};

/** A round of a loop is over when its controller has decided; inside an iterator all items' rounds count. */
const roundsOf = (state: RunState, { path }: NodeRun): number => {
  for (const { type, path: inner, counts } of state.nodes.values())
    if (type === 'LoopController' && inner.slice(0, inner.lastIndexOf('/')) === path) return counts.succeeded;
  return 0;
};

/** A message says which node it is about for callers who see nothing else; at the node itself that is said already. */
export const saidAt = (nodeName: string | undefined, message: string): string =>
  nodeName !== undefined && message.startsWith(`Node ${nodeName}: `)
    ? message.slice(`Node ${nodeName}: `.length)
    : message;

/** The node's place in the run, as a card shows it. */
export const nodeView = (state: RunState, node: NodeRun): NodeRunView => {
  const { counts, latest, around } = node;
  const status = nodeStatus(state, node);
  const isIterated = around.length > 0;
  const step = node.failed ?? latest;
  const total = totalOf(state, node);
  const tokens = node.inputTokens + node.outputTokens;
  const rounds = node.type === 'Loop' ? roundsOf(state, node) : 0;
  const durationMs = isIterated && state.status === 'running' ? undefined : durationOf(node);
  const text =
    (latest?.status === 'running' || latest?.status === 'stopped') && node.text !== ''
      ? tail(node.text)
      : previewOf(node.outputs === undefined ? node.document : shownOutput(node.outputs));
  return {
    status,
    ...(latest && latest.startedAt !== NONE && { startedAt: state.startedAt + latest.startedAt }),
    ...(durationMs !== undefined && { durationMs }),
    ...(text !== '' && { preview: text }),
    ...(latest?.origin && { origin: latest.origin }),
    ...(tokens > 0 && { tokens }),
    ...(tokens > 0 && !node.unpriced && { usd: node.usd }),
    ...(rounds > 0 && { rounds }),
    ...(isIterated && {
      iterations: {
        ...(total !== undefined && { total }),
        ok: counts.succeeded,
        failed: counts.failed,
        running: counts.running,
        skipped: counts.skipped,
        stopped: counts.stopped,
      },
    }),
    ...(step?.reason !== undefined && { reason: step.reason }),
    ...(step?.fault && { fault: step.fault, reason: saidAt(node.name, step.fault.message) }),
    ...(node.action !== undefined && { action: node.action }),
    ...(node.satisfiedConditions && { satisfiedConditions: node.satisfiedConditions }),
  };
};
