import {
  type ExecutionChainItem,
  type FlowEvent,
  type NodeInputEvent,
  type State,
  skippedSteps,
} from '@streambed/flow/engine';
import type { Plan } from '@streambed/flow/plan';
import type { Fault, ModelUsage } from '@streambed/flow/ports';
import type { Iteration, RunEvent, RunFault, RunField, RunUsage } from '@streambed/model/streambed';
import { nodePaths } from './node-paths.ts';
import { exceptionOf, skipReason } from './run-words.ts';

/** An event before it has its number. */
export type RunEventDraft = Omit<RunEvent, 'number'> & { number?: number };

/** The part of a flow that is run, where it is not the flow itself. */
export interface PartOfFlow {
  /** Of the definition that the plan was made of: `Refine/` for the body of loop Refine. */
  readonly pathPrefix?: string;
  /** The iterations that the part is run for. */
  readonly iteration?: readonly Iteration[];
  /** Steps that only stand for what is around the part; nothing is told of them. */
  readonly hidden?: ReadonlySet<number>;
  /** Why a step gives its output anew although a recorded one was looked for. */
  reasonFor?(step: number, chain: readonly ExecutionChainItem[]): string | undefined;
}

/**
 * FlowEvents as a run tells them. Every node that starts also settles, unless it fails or the run ends before: an Output
 * node by its flowOutput, a Condition by its conditionResult, an Iterator once per item with that item's outputs and once
 * more without when it is through.
 */
export class RunEventProjection {
  /** Node runs whose outputs were taken from pins or from an earlier run. */
  substituted = 0;
  /** The first failure of a node. */
  fault: RunFault | undefined;
  readonly paths: readonly string[];
  private readonly plan: Plan;
  private readonly state: State;
  private readonly part: PartOfFlow;
  private readonly usages = new Map<number, RunUsage>();
  /** When each step began, or last called a service, for the beginning of the next call. */
  private readonly busySince = new Map<number, number>();
  private readonly toldSkipped = new Set<number>();

  constructor(plan: Plan, state: State, part: PartOfFlow = {}) {
    this.plan = plan;
    this.state = state;
    this.part = part;
    this.paths = nodePaths(plan, part.pathPrefix);
  }

  /** What the call that a step waits for has used; told when the step settles or fails. */
  used(step: number, usage: readonly ModelUsage[] | undefined): void {
    if (usage && usage.length > 0) this.usages.set(step, sumOf(usage));
  }

  /** An event of a step, as yet without what it tells. */
  about(
    type: RunEvent['type'],
    at: number,
    step: number,
    chain: readonly ExecutionChainItem[],
  ): RunEventDraft {
    const { name, nodeType } = this.plan.steps[step]!;
    const { iteration } = this.part;
    // Chains are never changed, so they need no copies.
    const place = iteration && iteration.length > 0 ? [...iteration, ...chain] : (chain as Iteration[]);
    const node = this.paths[step]!;
    return place.length > 0
      ? { type, at, node, nodeName: name, nodeType, iteration: place }
      : { type, at, node, nodeName: name, nodeType };
  }

  /** Tells what happened, in order. */
  project(events: readonly FlowEvent[], tell: (draft: RunEventDraft) => void): void {
    let hasChosen = false;
    for (const [index, event] of events.entries()) {
      if (!('step' in event) || this.part.hidden?.has(event.step)) continue;
      this.one(event, events[index + 1], tell);
      if (event.type === 'conditionResult' && event.chain.length === 0) hasChosen = true;
    }
    if (hasChosen) this.skipped(events.at(-1)!.at, tell);
  }

  /** Tells which nodes of the flow itself will not run any more, each once. */
  skipped(at: number, tell: (draft: RunEventDraft) => void): void {
    for (const { step, cause } of skippedSteps(this.plan, this.state, this.plan.scopes[0]!)) {
      if (this.toldSkipped.has(step.index) || this.part.hidden?.has(step.index)) continue;
      this.toldSkipped.add(step.index);
      const draft = this.about('nodeSkipped', at, step.index, []);
      draft.reason = skipReason(this.plan, cause);
      tell(draft);
    }
  }

  private one(event: StepEvent, next: FlowEvent | undefined, tell: (draft: RunEventDraft) => void): void {
    const { at, step, chain } = event;
    const draft = this.about(runEventType[event.type], at, step, chain);
    switch (event.type) {
      case 'nodeQueued':
      case 'iterationsEnded':
        tell(draft);
        return;
      case 'nodeInput': {
        this.busySince.set(step, at);
        draft.fields = this.fieldsOf(event);
        const reason = this.part.reasonFor?.(step, chain);
        if (reason !== undefined) draft.reason = reason;
        tell(draft);
        if (this.isThroughAtOnce(event) && !isFailureOf(next, step))
          tell(this.about('nodeSettled', at, step, chain));
        return;
      }
      case 'nodeAction': {
        const { at: answeredAt, ...action } = event.action;
        const startedAt = this.busySince.get(step);
        this.busySince.set(step, answeredAt);
        draft.action = startedAt === undefined ? action : { ...action, startedAt };
        tell(draft);
        return;
      }
      case 'nodeOutput':
        if (event.origin) this.substituted++;
        draft.outputs = event.outputs;
        draft.origin = event.origin ?? 'Computed';
        this.putUsage(step, draft);
        tell(draft);
        return;
      case 'conditionResult':
        draft.satisfiedConditions = [...event.satisfiedConditions];
        tell(draft);
        return;
      case 'flowOutput':
        draft.document = event.document;
        tell(draft);
        return;
      case 'nodeSkipped':
        if (chain.length === 0) {
          if (this.toldSkipped.has(step)) return;
          this.toldSkipped.add(step);
        }
        draft.reason = skipReason(this.plan, event.cause);
        tell(draft);
        return;
      case 'nodeFailed':
        draft.fault = faultOf(event.fault, draft);
        this.fault ??= draft.fault;
        this.putUsage(step, draft);
        tell(draft);
        return;
    }
  }

  /** Controllers decide without giving anything; a Collector that takes one item has taken it. */
  private isThroughAtOnce({ step, chain }: NodeInputEvent): boolean {
    const { kind, scope } = this.plan.steps[step]!;
    if (kind === 'decide') return true;
    return kind === 'gather' && chain.length > this.state.scopes[scope]!.chain.length;
  }

  private fieldsOf({ fields }: NodeInputEvent): RunField[] {
    return fields.map(({ name, type, value, expression, connection, category }) => {
      const from = this.plan.connections[connection];
      const isShown = from !== undefined && !this.part.hidden?.has(from.source);
      return {
        name,
        type,
        value,
        expression,
        ...(isShown && { sourceNode: this.paths[from.source]!, sourceOutput: from.sourceOutput }),
        ...(category && { category }),
      };
    });
  }

  private putUsage(step: number, draft: RunEventDraft): void {
    const usage = this.usages.get(step);
    if (!usage) return;
    this.usages.delete(step);
    draft.usage = usage;
  }
}

/** Events that are about a step: all but the last of an execution. */
type StepEvent = Extract<FlowEvent, { readonly step: number }>;

const runEventType: { readonly [Type in StepEvent['type']]: RunEvent['type'] } = {
  nodeInput: 'nodeStarted',
  nodeOutput: 'nodeSettled',
  nodeAction: 'nodeAction',
  nodeQueued: 'nodeQueued',
  nodeSkipped: 'nodeSkipped',
  nodeFailed: 'nodeFailed',
  iterationsEnded: 'nodeSettled',
  conditionResult: 'conditionResult',
  flowOutput: 'flowOutput',
};

/** A fault as a run tells it, with its place in the flow where it has one. */
export function faultOf(
  { kind, message, field, line }: Fault,
  place: Pick<RunEvent, 'node' | 'nodeName' | 'iteration'> = {},
): RunFault {
  const { node, nodeName, iteration } = place;
  return {
    kind,
    message,
    exception: exceptionOf(kind),
    ...(node !== undefined && { node }),
    ...(nodeName !== undefined && { nodeName }),
    ...(iteration && { iteration }),
    ...(field !== undefined && { field }),
    ...(line !== undefined && { line }),
  };
}

const isFailureOf = (event: FlowEvent | undefined, step: number): boolean =>
  event?.type === 'nodeFailed' && event.step === step;

function sumOf(usage: readonly ModelUsage[]): RunUsage {
  let inputTokens = 0;
  let outputTokens = 0;
  let usd: number | undefined;
  for (const call of usage) {
    inputTokens += call.inputTokens;
    outputTokens += call.outputTokens;
    if (call.usd !== undefined) usd = (usd ?? 0) + call.usd;
  }
  return { inputTokens, outputTokens, ...(usd !== undefined && { usd }) };
}
