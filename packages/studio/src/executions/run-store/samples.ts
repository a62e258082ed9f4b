import { dataTypeOf } from '@streambed/flow/definition';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { Iteration } from '@streambed/model/streambed';
import {
  type ConnectionView,
  exampleFor,
  type FlowDocument,
  type FlowSnapshot,
  type NodeId,
} from '../../document/index.ts';
import type { Sample, Samples } from '../../editor/index.ts';
import type { DocumentRunSource } from './run-source.ts';
import { NONE, type NodeRun } from './run-state.ts';
import type { RunStore } from './run-store.ts';
import { stepAt } from './step-at.ts';

export interface SamplesOptions {
  readonly document: Pick<FlowDocument, 'snapshot' | 'subscribe'>;
  readonly source: DocumentRunSource;
  /** A run whose values hold for nodes that the shown run did not reach. */
  readonly beforehand?: () => RunStore | undefined;
  /** The iteration that is looked at; empty for none. */
  readonly iteration: () => readonly Iteration[];
  readonly subscribeIteration: (listener: () => void) => () => void;
}

const sampleOf = (value: JsonValue | undefined, origin: Sample['origin']): Sample | undefined => {
  if (value === undefined) return undefined;
  const type = dataTypeOf(value);
  return type === 'Null' ? undefined : { value, type, origin };
};

const incoming = new WeakMap<FlowSnapshot, ReadonlyMap<string, ConnectionView>>();
const connectionTo = (snapshot: FlowSnapshot, node: NodeId, input: string): ConnectionView | undefined => {
  let index = incoming.get(snapshot);
  if (!index) {
    const made = new Map<string, ConnectionView>();
    for (const connection of snapshot.connections.values())
      if (connection.target !== undefined && connection.targetInput !== undefined)
        made.set(`${connection.target} ${connection.targetInput}`, connection);
    index = made;
    incoming.set(snapshot, index);
  }
  return index.get(`${node} ${input}`);
};

/** Values for the small editors: pin, then the last run at the chosen iteration, then the Input's example. */
export const createSamples = ({
  document,
  source,
  beforehand,
  iteration,
  subscribeIteration,
}: SamplesOptions): Samples => {
  const inStore = (
    store: RunStore | undefined,
    run: NodeRun | undefined,
    output: string,
  ): JsonValue | undefined => {
    if (!run) return undefined;
    const step = stepAt(run, iteration());
    const event = step && step.endEvent !== NONE ? store?.event(step.endEvent) : undefined;
    // Values of earlier iterations may have been let go; the latest are always there.
    const outputs = (event?.outputs as JsonObject | undefined) ?? run.outputs;
    return outputs && Object.hasOwn(outputs, output) ? outputs[output] : undefined;
  };
  const fromRun = (id: NodeId, output: string): JsonValue | undefined => {
    const found = inStore(source.store, source.nodeRun(id), output);
    if (found !== undefined) return found;
    const before = beforehand?.();
    const path = before && before !== source.store ? source.pathOf(id) : undefined;
    return path === undefined ? undefined : inStore(before, before?.nodeRun(path), output);
  };
  const output = (id: NodeId, name: string): Sample | undefined => {
    const snapshot = document.snapshot();
    const pinned = snapshot.pins.get(id)?.outputs;
    if (pinned && Object.hasOwn(pinned, name)) return sampleOf(pinned[name] as JsonValue, 'pin');
    return (
      sampleOf(fromRun(id, name), 'run') ?? sampleOf(exampleFor(snapshot, snapshot.nodes.get(id)), 'example')
    );
  };
  return {
    output,
    delivered(id, input) {
      const connection = connectionTo(document.snapshot(), id, input);
      const { source: from, sourceOutput } = connection ?? {};
      if (from !== undefined && sourceOutput !== undefined) {
        const sample = output(from, sourceOutput);
        if (sample) return sample;
      }
      const run = source.nodeRun(id);
      const step = run && stepAt(run, iteration());
      const started = step && step.startEvent !== NONE ? source.store?.event(step.startEvent) : undefined;
      const field = started?.fields?.find(({ name }) => name === input);
      // With any other expression, only a part of what was delivered is known; a node that ran alone was given that part
      // as if it were the whole.
      const now = document
        .snapshot()
        .nodes.get(id)
        ?.inputs.find(({ name }) => name === input)?.expression;
      return field?.expression === '$.data' && now === '$.data' ? sampleOf(field.value, 'run') : undefined;
    },
    declared(id, name) {
      const view = document.snapshot().nodes.get(id);
      return view?.outputs.find((declared) => declared.name === name)?.type;
    },
    subscribe(listener) {
      const stops = [document.subscribe(listener), source.subscribe(listener), subscribeIteration(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
};
