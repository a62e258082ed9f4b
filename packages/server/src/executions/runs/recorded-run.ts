import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { Iteration, RunEvent, RunField } from '@streambed/model/streambed';

/** A node's run in one iteration, as it was recorded. */
export interface RecordedNode {
  readonly fields: readonly RunField[];
  /** Absent when the node did not settle. */
  outputs?: JsonObject;
  /** Values that were too large to be recorded as a whole: `fields.text`, `outputs.document`. */
  cut: readonly string[];
}

/** What nodes were given and gave in a run, by their path and iteration. */
export class RecordedRun {
  readonly runId: string;
  private readonly nodes = new Map<string, RecordedNode>();
  /** The first run of each node. */
  private readonly first = new Map<string, RecordedNode>();

  constructor(runId: string) {
    this.runId = runId;
  }

  add({ type, node, iteration = [], fields, outputs, cut = [] }: RunEvent): void {
    if (node === undefined) return;
    const key = keyOf(node, iteration);
    if (type === 'nodeStarted') {
      const recorded: RecordedNode = { fields: fields ?? [], cut: cut.map(({ path }) => path) };
      this.nodes.set(key, recorded);
      if (!this.first.has(node)) this.first.set(node, recorded);
    } else if (type === 'nodeSettled' && outputs !== undefined) {
      const recorded = this.nodes.get(key);
      if (!recorded) return;
      recorded.outputs = outputs as JsonObject;
      recorded.cut = [...recorded.cut, ...cut.map(({ path }) => path)];
    }
  }

  /** Without an iteration the first that there was. */
  find(node: string, iteration: readonly Pick<Iteration, 'index'>[] | undefined): RecordedNode | undefined {
    return iteration === undefined ? this.first.get(node) : this.nodes.get(keyOf(node, iteration));
  }
}

/** One node in one iteration, as a key. */
export const keyOf = (node: string, iteration: readonly Pick<Iteration, 'index'>[]): string => {
  let key = node;
  for (const { index } of iteration) key += `\n${index}`;
  return key;
};

/** The first input whose value is not what it was; undefined when all are. */
export function differingInput(
  recorded: RecordedNode,
  inputs: readonly { readonly name: string; readonly value: JsonValue }[],
): string | undefined {
  for (const { name, value } of inputs) {
    const then = recorded.fields.find((field) => field.name === name);
    if (!then || recorded.cut.includes(`fields.${name}`) || !isDeepStrictEqual(then.value, value))
      return name;
  }
  const gone = recorded.fields.find(({ name }) => !inputs.some((input) => input.name === name));
  return gone?.name;
}
