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
export type RunEventDraft = Omit<RunEvent, 'number'>;

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

  /** Whose event it would be: for deltas, which no FlowEvent tells. */
  at(
    step: number,
    chain: readonly ExecutionChainItem[],
  ): Pick<RunEvent, 'node' | 'nodeName' | 'nodeType' | 'iteration'> {
    const { name, nodeType } = this.plan.steps[step]!;
    const iteration = [...(this.part.iteration ?? []), ...chain];
    return {
      node: this.paths[step]!,
      nodeName: name,
      nodeType,
      ...(iteration.length > 0 && { iteration }),
    };
  }

  *project(events: readonly FlowEvent[]): Generator<RunEventDraft, void, void> {
    let hasChosen = false;
    for (const [index, event] of events.entries()) {
      if ('step' in event && this.part.hidden?.has(event.step)) continue;
      yield* this.one(event, events[index + 1]);
      if (event.type === 'conditionResult' && event.chain.length === 0) hasChosen = true;
    }
    if (hasChosen) yield* this.skipped(events.at(-1)!.at);
  }

  /** Nodes of the flow itself that will not run any more, each told once. */
  *skipped(at: number): Generator<RunEventDraft, void, void> {
    for (const { step, cause } of skippedSteps(this.plan, this.state, this.plan.scopes[0]!)) {
      if (this.toldSkipped.has(step.index) || this.part.hidden?.has(step.index)) continue;
      this.toldSkipped.add(step.index);
      yield { type: 'nodeSkipped', at, ...this.at(step.index, []), reason: skipReason(this.plan, cause) };
    }
  }

  private *one(event: FlowEvent, next: FlowEvent | undefined): Generator<RunEventDraft, void, void> {
    if (!('step' in event)) return;
    const { at, step } = event;
    const own = { at, ...this.at(step, event.chain) };
    switch (event.type) {
      case 'nodeQueued':
        yield { type: 'nodeQueued', ...own };
        return;
      case 'nodeInput': {
        this.busySince.set(step, at);
        const reason = this.part.reasonFor?.(step, event.chain);
        yield {
          type: 'nodeStarted',
          ...own,
          fields: this.fieldsOf(event),
          ...(reason !== undefined && { reason }),
        };
        if (this.isThroughAtOnce(event) && !isFailureOf(next, step)) yield { type: 'nodeSettled', ...own };
        return;
      }
      case 'nodeAction': {
        const { at: answeredAt, ...action } = event.action;
        const startedAt = this.busySince.get(step);
        this.busySince.set(step, answeredAt);
        yield {
          type: 'nodeAction',
          ...own,
          action: { ...action, ...(startedAt !== undefined && { startedAt }) },
        };
        return;
      }
      case 'nodeOutput':
        if (event.origin) this.substituted++;
        yield {
          type: 'nodeSettled',
          ...own,
          outputs: event.outputs,
          origin: event.origin ?? 'Computed',
          ...this.takeUsage(step),
        };
        return;
      case 'iterationsEnded':
        yield { type: 'nodeSettled', ...own };
        return;
      case 'conditionResult':
        yield { type: 'conditionResult', ...own, satisfiedConditions: [...event.satisfiedConditions] };
        return;
      case 'flowOutput':
        yield { type: 'flowOutput', ...own, document: event.document };
        return;
      case 'nodeSkipped':
        if (event.chain.length === 0) {
          if (this.toldSkipped.has(step)) return;
          this.toldSkipped.add(step);
        }
        yield { type: 'nodeSkipped', ...own, reason: skipReason(this.plan, event.cause) };
        return;
      case 'nodeFailed': {
        const fault = faultOf(event.fault, own);
        this.fault ??= fault;
        yield { type: 'nodeFailed', ...own, fault, ...this.takeUsage(step) };
        return;
      }
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

  private takeUsage(step: number): Pick<RunEvent, 'usage'> {
    const usage = this.usages.get(step);
    this.usages.delete(step);
    return usage ? { usage } : {};
  }
}

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
