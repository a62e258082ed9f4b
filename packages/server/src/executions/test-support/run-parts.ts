import {
  advance,
  type Call,
  createState,
  DEFAULT_SETTINGS,
  type Settled,
  type Substitutes,
} from '@streambed/flow/engine';
import { compilePlan, type Plan } from '@streambed/flow/plan';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { RunEvent } from '@streambed/model/streambed';
import { RunEventProjection } from '../runs/project-run-events.ts';
import { keyOf } from '../runs/recorded-run.ts';

export interface PartRun {
  readonly plan: Plan;
  readonly events: readonly RunEvent[];
  /** Node and iteration of each call that was made, as keyOf() names them. */
  readonly calls: readonly string[];
  /** Documents per Output node. */
  readonly outputs: { readonly [node: string]: readonly JsonValue[] };
  readonly status: string;
}

export interface PartRunOptions {
  readonly substitutes?: Substitutes;
  /** Which of the calls under way settles next. */
  readonly pick?: (count: number) => number;
  /** The call, counted from 0, that fails. */
  readonly failing?: number;
  readonly maxConcurrency?: number;
}

/** Runs a flow by advance() alone and tells it as a run. */
export function runFlow(
  definition: FlowDefinition,
  document: JsonValue,
  compute: (node: string, inputs: JsonObject, outputType: string) => JsonValue,
  { substitutes, pick = () => 0, failing, maxConcurrency }: PartRunOptions = {},
): PartRun {
  const plan = compilePlan(definition);
  const state = createState(plan, { nodeName: 'In', document });
  const projection = new RunEventProjection(plan, state);
  const settings = {
    ...DEFAULT_SETTINGS,
    detail: 'run' as const,
    ...(substitutes && { substitutes }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  };
  const events: RunEvent[] = [];
  const calls: string[] = [];
  const underWay: Call[] = [];
  let settled: Settled | undefined;
  for (let time = 1; ; time++) {
    const turn = advance(plan, state, settled, time, settings);
    if (turn.defect !== undefined) throw turn.defect;
    projection.project(turn.events, (draft) => events.push({ ...draft, number: events.length + 1 }));
    underWay.push(...turn.calls);
    settled = undefined;
    if (state.status !== 'running') break;
    if (turn.more) continue;
    const [call] = underWay.splice(pick(underWay.length), 1) as [Call];
    calls.push(keyOf(projection.paths[call.step]!, call.chain));
    if (calls.length - 1 === failing) {
      settled = { call, fault: { kind: 'dependencyFailed', blame: 'dependency', message: 'It failed.' } };
      continue;
    }
    const inputs = Object.fromEntries(call.inputs.map(({ name, value }) => [name, value]));
    const [output] = call.outputs as [Call['outputs'][number]];
    settled = { call, result: { outputs: { [output.name]: compute(call.nodeName, inputs, output.type) } } };
  }
  return { plan, events, calls, outputs: outputsOf(events), status: state.status };
}

function outputsOf(events: readonly RunEvent[]): PartRun['outputs'] {
  const outputs: Record<string, JsonValue[]> = {};
  for (const { type, node, iteration = [], document } of events) {
    if (type !== 'flowOutput') continue;
    outputs[node!] ??= [];
    outputs[node!]!.push([iteration.map(({ index }) => index), document ?? null]);
  }
  for (const list of Object.values(outputs))
    list.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return outputs;
}
