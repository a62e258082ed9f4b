import { isDeepStrictEqual } from 'node:util';
import type { ExecutionChainItem, Substitutes } from '@streambed/flow/engine';
import type { PlanStep } from '@streambed/flow/plan';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowDefinition, FlowNode } from '@streambed/model/bedrock-agent';
import type { Iteration, RunPin } from '@streambed/model/streambed';
import type { Influence } from './influence.ts';
import { differingInput, keyOf, type RecordedRun } from './recorded-run.ts';

export interface SubstitutesOptions {
  /** By step. */
  readonly paths: readonly string[];
  readonly pins: readonly RunPin[];
  /** The iterations that the part that runs stands in. */
  readonly iteration: readonly Iteration[];
  /** For a run that takes up another from a node on. */
  readonly recording?: {
    readonly run: RecordedRun;
    /** What runs anew. */
    readonly influence: Influence;
    readonly definitionThen: FlowDefinition;
    readonly definitionNow: FlowDefinition;
  };
}

/** Where the outputs of nodes come from that do not compute them, and why others do although they need not have to. */
export class RunSubstitutes implements Substitutes {
  private readonly options: SubstitutesOptions;
  private readonly pins = new Map<string, JsonObject>();
  /** Reasons to compute, by step and iteration, until they are told. */
  private readonly reasons = new Map<string, string>();
  private readonly isSame: (path: string) => boolean;

  constructor(options: SubstitutesOptions) {
    this.options = options;
    for (const { node, iteration, outputs } of options.pins)
      this.pins.set(iteration ? keyOf(node, iteration) : wholeNode(node), outputs as JsonObject);
    this.isSame = sameNodes(options.recording);
  }

  pinned(step: PlanStep, chain: readonly ExecutionChainItem[]): JsonObject | undefined {
    if (this.pins.size === 0) return undefined;
    const path = this.options.paths[step.index]!;
    return this.pins.get(keyOf(path, this.placeOf(chain))) ?? this.pins.get(wholeNode(path));
  }

  recorded(
    step: PlanStep,
    chain: readonly ExecutionChainItem[],
    inputs: readonly { readonly name: string; readonly value: JsonValue }[],
  ): JsonObject | undefined {
    const { recording, paths } = this.options;
    if (!recording || recording.influence.on(step.index, chain)) return undefined;
    const path = paths[step.index]!;
    const recorded = recording.run.find(path, chain);
    // What did not run, or did not get through, has nothing to be taken from; that goes without saying.
    if (!recorded?.outputs) return undefined;
    const reason = this.obstacle(path, recorded.cut, differingInput(recorded, inputs));
    if (reason === undefined) return recorded.outputs;
    this.reasons.set(keyOf(path, chain), reason);
    return undefined;
  }

  /** Why a step runs although an output of it is recorded; told once. */
  takeReason(step: number, chain: readonly ExecutionChainItem[]): string | undefined {
    if (this.reasons.size === 0) return undefined;
    const key = keyOf(this.options.paths[step]!, chain);
    const reason = this.reasons.get(key);
    this.reasons.delete(key);
    return reason;
  }

  private obstacle(path: string, cut: readonly string[], input: string | undefined): string | undefined {
    const from = `in run ${this.options.recording!.run.runId}`;
    if (!this.isSame(path)) return `The node is not what it was ${from}, so it runs anew.`;
    if (input !== undefined) return `Input \`${input}\` is not what it was ${from}, so the node runs anew.`;
    if (cut.some((each) => each.startsWith('outputs.')))
      return `What the node gave ${from} was too large to be recorded, so it runs anew.`;
    return undefined;
  }

  private placeOf(chain: readonly ExecutionChainItem[]): readonly { readonly index: number }[] {
    return this.options.iteration.length === 0 ? chain : [...this.options.iteration, ...chain];
  }
}

/** No iteration has this key: indexes are numbers. */
const wholeNode = (path: string): string => `${path}\n*`;

/** Whether the node of a path is what it was: what it is fed with is for the values to say. */
function sameNodes(recording: SubstitutesOptions['recording']): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    if (!recording) return false;
    let same = known.get(path);
    if (same === undefined) {
      same = isDeepStrictEqual(
        essentials(nodeAt(recording.definitionThen, path)),
        essentials(nodeAt(recording.definitionNow, path)),
      );
      known.set(path, same);
    }
    return same;
  };
}

const essentials = (node: FlowNode | undefined) =>
  node && [node.type, node.configuration ?? {}, node.outputs ?? []];

/** The node of a path such as `Refine/Critic`. */
export function nodeAt(definition: FlowDefinition | undefined, path: string): FlowNode | undefined {
  let level = definition;
  let found: FlowNode | undefined;
  for (const name of path.split('/')) {
    found = level?.nodes?.find((node) => node.name === name);
    level = found?.configuration?.loop?.definition;
  }
  return found;
}
