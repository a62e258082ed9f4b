import type { JsonObject, JsonValue } from '@streambed/model';
import type { RunEvent } from '@streambed/model/streambed';
import {
  keyOf,
  MAX_OUTPUTS,
  MAX_STEPS,
  MAX_TEXT,
  NONE,
  type NodeRun,
  plainWords,
  type RunState,
  type Step,
  type StepStatus,
} from './run-state.ts';

/**
 * Takes events into the state and adds the paths of the nodes they changed to `changed`. An event whose number is not
 * above the last one is ignored: it was here before, or came too late to be told from one that was.
 */
export const applyEvents = (
  state: RunState,
  events: readonly RunEvent[],
  changed: Set<string> = new Set(),
): void => {
  for (const event of events) {
    if (event.number <= state.lastNumber) continue;
    state.lastNumber = event.number;
    state.eventCount++;
    if (state.startedAt === NONE) state.startedAt = event.at;
    // A clock that was set back must not give negative times.
    state.lastAt = Math.max(state.lastAt, event.at - state.startedAt);
    if (event.type === 'runStarted') start(state, event);
    else if (event.type === 'runEnded') end(state, event, changed);
    else if (event.node !== undefined) {
      const node = nodeOf(state, event, event.node);
      changed.add(node.path);
      // Its loop counts the rounds.
      if (node.type === 'LoopController') changed.add(node.path.slice(0, node.path.lastIndexOf('/')));
      applyNodeEvent(state, node, event, changed);
    }
  }
};

const start = (state: RunState, { run, at }: RunEvent): void => {
  state.status = 'running';
  state.startedAt = at;
  state.summary = run ?? state.summary;
};

const ENDINGS = { Running: 'running', Succeeded: 'succeeded', Failed: 'failed', Stopped: 'stopped' } as const;

const end = (state: RunState, event: RunEvent, changed: Set<string>): void => {
  state.summary = event.run ?? state.summary;
  state.fault = event.fault ?? event.run?.fault;
  state.status = event.run ? ENDINGS[event.run.status] : state.fault ? 'failed' : 'succeeded';
  const status = state.status === 'succeeded' ? 'succeeded' : 'stopped';
  for (const path of state.nodes.keys()) changed.add(path);
  for (const [step, node] of state.open) {
    const wasQueued = step.status === 'queued';
    setStatus(state, node, step, wasQueued && status === 'succeeded' ? 'stopped' : status);
    step.endedAt = state.lastAt;
  }
};

const nodeOf = (state: RunState, event: RunEvent, path: string): NodeRun => {
  let node = state.nodes.get(path);
  if (!node) {
    node = {
      path,
      name: event.nodeName ?? path.slice(path.lastIndexOf('/') + 1),
      type: event.nodeType ?? '',
      order: state.nodes.size,
      around: [],
      steps: new Map(),
      counts: { queued: 0, running: 0, succeeded: 0, failed: 0, skipped: 0, stopped: 0 },
      known: 0,
      latest: undefined,
      failed: undefined,
      transitions: 0,
      inputTokens: 0,
      outputTokens: 0,
      usd: 0,
      unpriced: false,
      text: '',
      outputs: undefined,
      document: undefined,
      satisfiedConditions: undefined,
      action: undefined,
    };
    state.nodes.set(path, node);
  }
  const outermost = event.iteration?.[0];
  if (outermost && outermost.index >= node.known) node.known = outermost.index + 1;
  if (node.type === '' && event.nodeType) node.type = event.nodeType;
  if (event.iteration && event.iteration.length > node.around.length)
    node.around = event.iteration.map(({ nodeName, type }) => ({ nodeName, type }));
  return node;
};

const stepOf = (state: RunState, node: NodeRun, key: string): Step => {
  let step = node.steps.get(key);
  if (!step) {
    step = {
      key,
      status: 'queued',
      queuedAt: NONE,
      startedAt: NONE,
      endedAt: NONE,
      serviceMs: 0,
      inputTokens: 0,
      outputTokens: 0,
      usd: 0,
      unpriced: false,
      startEvent: NONE,
      endEvent: NONE,
      actionEvents: undefined,
      origin: undefined,
      reason: undefined,
      fault: undefined,
    };
    node.steps.set(key, step);
    state.stepCount++;
    state.open.set(step, node);
    if (key !== '') node.counts.queued++;
    if (state.stepCount > MAX_STEPS) letGo(state);
  }
  if (node.latest !== step) {
    node.latest = step;
    node.text = '';
  }
  return step;
};

/** Frees a tenth of the room, so that this is not done for every step. Maps keep the order of insertion. */
const letGo = (state: RunState): void => {
  let left = MAX_STEPS / 10;
  for (const node of state.nodes.values())
    for (const [key, step] of node.steps) {
      if (left === 0) return;
      if (step === node.latest || (step.status !== 'succeeded' && step.status !== 'skipped')) continue;
      node.steps.delete(key);
      state.stepCount--;
      left--;
    }
};

const isOpen = (status: StepStatus): boolean => status === 'queued' || status === 'running';

const setStatus = (state: RunState, node: NodeRun, step: Step, status: StepStatus): void => {
  if (step.status === status) {
    if (!isOpen(status)) state.open.delete(step);
    return;
  }
  if (step.key !== '') {
    node.counts[step.status]--;
    node.counts[status]++;
  }
  if (step.status === 'queued' && status !== 'skipped' && status !== 'stopped') node.transitions++;
  step.status = status;
  if (isOpen(status)) state.open.set(step, node);
  else state.open.delete(step);
};

const applyNodeEvent = (state: RunState, node: NodeRun, event: RunEvent, changed: Set<string>): void => {
  const at = state.lastAt;
  const key = keyOf(event.iteration);
  const step = stepOf(state, node, key);
  switch (event.type) {
    case 'nodeQueued':
      step.queuedAt = at;
      break;
    case 'nodeStarted':
      step.startedAt = at;
      step.startEvent = event.number;
      // Where a recorded output was looked for and did not fit, this says so.
      step.reason = event.reason === undefined ? undefined : plainWords(event.reason);
      if (isOpen(step.status)) setStatus(state, node, step, 'running');
      if (node.type === 'Iterator') learnTotal(state, node, lengthOf(event), changed);
      break;
    case 'nodeDelta':
      if (isOpen(step.status)) setStatus(state, node, step, 'running');
      if (step.startedAt === NONE) step.startedAt = at;
      if (node.text.length < MAX_TEXT) node.text += event.text ?? '';
      break;
    case 'nodeAction':
      applyAction(state, node, step, event);
      break;
    case 'conditionResult':
      node.satisfiedConditions = event.satisfiedConditions ?? [];
      step.endEvent = event.number;
      settle(state, node, step, 'succeeded');
      break;
    case 'nodeSettled':
      step.endEvent = event.number;
      step.origin = event.origin ?? step.origin;
      node.outputs = (event.outputs as JsonObject | undefined) ?? node.outputs;
      if (event.satisfiedConditions) node.satisfiedConditions = event.satisfiedConditions;
      settle(state, node, step, 'succeeded');
      if (node.type === 'Iterator') learnTotal(state, node, sizeOf(event), changed);
      break;
    case 'nodeFailed':
      step.endEvent = event.number;
      step.fault = event.fault;
      node.failed ??= step;
      settle(state, node, step, 'failed');
      break;
    case 'nodeSkipped':
      step.reason = event.reason === undefined ? undefined : plainWords(event.reason);
      step.endEvent = event.number;
      settle(state, node, step, 'skipped');
      break;
    case 'flowOutput':
      if (step.endEvent === NONE) step.endEvent = event.number;
      node.document = event.document;
      state.outputCount++;
      if (state.outputs.length === MAX_OUTPUTS) state.outputs.shift();
      state.outputs.push({ node: node.path, nodeName: node.name, key, document: event.document ?? null });
      settle(state, node, step, 'succeeded');
      break;
  }
  if (event.usage) addUsage(node, step, event.usage);
};

const settle = (state: RunState, node: NodeRun, step: Step, status: StepStatus): void => {
  // What ended once stays so: an Output node is told twice, by its output and by its end.
  if (!isOpen(step.status)) return;
  if (step.startedAt === NONE && status !== 'skipped') step.startedAt = state.lastAt;
  step.endedAt = state.lastAt;
  setStatus(state, node, step, status);
};

const applyAction = (state: RunState, node: NodeRun, step: Step, event: RunEvent): void => {
  const { action } = event;
  step.actionEvents = [...(step.actionEvents ?? []), event.number];
  if (!action) return;
  const began = action.startedAt === undefined ? NONE : action.startedAt - state.startedAt;
  const took = began === NONE ? 0 : Math.max(0, state.lastAt - began);
  step.serviceMs += took;
  node.action = took > 0 ? `${action.operationName} ${took} ms` : action.operationName;
};

const addUsage = (node: NodeRun, step: Step, usage: NonNullable<RunEvent['usage']>): void => {
  const { inputTokens = 0, outputTokens = 0, usd } = usage;
  for (const sum of [step, node]) {
    sum.inputTokens += inputTokens;
    sum.outputTokens += outputTokens;
    sum.usd += usd ?? 0;
    sum.unpriced ||= usd === undefined;
  }
};

const lengthOf = ({ fields }: RunEvent): number | undefined => {
  const value: JsonValue | undefined = fields?.find(({ name }) => name === 'array')?.value;
  return Array.isArray(value) ? value.length : undefined;
};

const sizeOf = ({ outputs }: RunEvent): number | undefined => {
  const size = (outputs as JsonObject | undefined)?.arraySize;
  return typeof size === 'number' ? size : undefined;
};

const learnTotal = (
  state: RunState,
  node: NodeRun,
  total: number | undefined,
  changed: Set<string>,
): void => {
  if (total === undefined || state.totals.get(node.path) === total) return;
  state.totals.set(node.path, total);
  // Every card inside shows how many there are.
  for (const path of state.nodes.keys()) changed.add(path);
};
