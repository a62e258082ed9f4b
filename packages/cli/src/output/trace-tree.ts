import type { FlowDefinition, FlowNode } from '@streambed/flow/definition';
import type {
  FlowNodeIODataType,
  FlowTrace,
  FlowTraceNodeActionEvent,
  FlowTraceNodeInputExecutionChainItem,
} from '@streambed/model/bedrock-agent-runtime';

/** A value that went into a node or came out of it. */
export interface TraceField {
  readonly name: string;
  readonly document: unknown;
  readonly type?: FlowNodeIODataType;
  /** Of inputs of a loop controller. */
  readonly category?: string;
}

/** One run of a node. Times in ms since 1970, as the trace has them. */
export interface TraceRun {
  readonly name: string;
  /** The node's type; undefined when the definition is not known. */
  readonly type?: string;
  startedAt: number;
  endedAt?: number;
  readonly inputs: TraceField[];
  readonly outputs: TraceField[];
  readonly actions: FlowTraceNodeActionEvent[];
  /** Names of conditions that were satisfied, for Condition nodes. */
  readonly conditions: string[];
  /** Of an Iterator or a Loop, by index. */
  readonly iterations: TraceIteration[];
}

export interface TraceIteration {
  readonly index: number;
  readonly runs: TraceRun[];
}

export interface TraceTree {
  readonly runs: readonly TraceRun[];
  /** From the first event to the last. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Node types whose trace is one event only. */
const onlyInput = new Set(['Output', 'LoopController']);

const ITERATOR_OUTPUTS = ['arrayItem', 'arraySize'];

/**
 * Builds the tree of a trace, event by event. The service's trace says in which iteration a node takes its inputs,
 * and nothing of that for outputs and actions: they belong to the node's latest run, since iterations never overlap.
 * The definition tells types, and which loop a LoopInput begins; without it such runs stand beside the others.
 */
export class TraceBuilder {
  readonly #types = new Map<string, string>();
  /** LoopInput → the loops' names around it, outermost first. */
  readonly #loopsOf = new Map<string, readonly string[]>();
  readonly #runs: TraceRun[] = [];
  readonly #latest = new Map<string, TraceRun>();
  #startedAt = Number.POSITIVE_INFINITY;
  #endedAt = Number.NEGATIVE_INFINITY;

  constructor(definition?: FlowDefinition) {
    this.#learn(definition?.nodes ?? [], []);
  }

  #learn(nodes: readonly FlowNode[], loops: readonly string[]): void {
    for (const node of nodes) {
      this.#types.set(node.name, node.type);
      if (node.type === 'LoopInput') this.#loopsOf.set(node.name, loops);
      const body =
        node.configuration && 'loop' in node.configuration ? node.configuration.loop?.definition : undefined;
      if (body) this.#learn(body.nodes ?? [], [...loops, node.name]);
    }
  }

  /** Takes the next event of the trace; events of kinds that are not known are passed over. */
  add(trace: FlowTrace): void {
    const { nodeInputTrace, nodeOutputTrace, nodeActionTrace, conditionNodeResultTrace } = trace;
    if (nodeInputTrace) {
      const fields = nodeInputTrace.fields.map(({ nodeInputName, content, type, category }) => ({
        name: nodeInputName,
        document: content.document,
        ...(type && { type }),
        ...(category && { category }),
      }));
      const chain = nodeInputTrace.fields[0]?.executionChain ?? [];
      this.#input(nodeInputTrace.nodeName, fields, chain, this.#at(nodeInputTrace.timestamp));
    } else if (nodeOutputTrace) {
      const fields = nodeOutputTrace.fields.map(({ nodeOutputName, content, type }) => ({
        name: nodeOutputName,
        document: content.document,
        ...(type && { type }),
      }));
      this.#output(nodeOutputTrace.nodeName, fields, this.#at(nodeOutputTrace.timestamp));
    } else if (nodeActionTrace) {
      const at = this.#at(nodeActionTrace.timestamp);
      this.#runOf(nodeActionTrace.nodeName, at).actions.push(nodeActionTrace);
    } else if (conditionNodeResultTrace) {
      const at = this.#at(conditionNodeResultTrace.timestamp);
      const run = this.#runOf(conditionNodeResultTrace.nodeName, at);
      run.conditions.push(...conditionNodeResultTrace.satisfiedConditions.map((one) => one.conditionName));
      run.endedAt = at;
    }
  }

  /** The tree so far. */
  tree(): TraceTree {
    const known = this.#startedAt <= this.#endedAt;
    return {
      runs: this.#runs,
      startedAt: known ? this.#startedAt : 0,
      endedAt: known ? this.#endedAt : 0,
    };
  }

  #at(timestamp: unknown): number {
    const at = timestamp instanceof Date ? timestamp.getTime() : Date.parse(String(timestamp));
    this.#startedAt = Math.min(this.#startedAt, at);
    this.#endedAt = Math.max(this.#endedAt, at);
    return at;
  }

  #input(
    name: string,
    fields: readonly TraceField[],
    chain: readonly FlowTraceNodeInputExecutionChainItem[],
    at: number,
  ): void {
    const type = this.#types.get(name);
    if (type === 'Collector') {
      // It takes an input per iteration and runs once: it stands beside its iterator, and goes on gathering.
      const last = chain.at(-1);
      const outer = last?.type === 'Iterator' ? chain.slice(0, -1) : chain;
      const present = this.#latest.get(name);
      const run = present && present.endedAt === undefined ? present : this.#open(name, outer, at);
      run.inputs.splice(0, run.inputs.length, ...fields);
      return;
    }
    const run = this.#open(name, chain, at);
    run.inputs.push(...fields);
    if (type !== undefined && onlyInput.has(type)) run.endedAt = at;
  }

  #output(name: string, fields: readonly TraceField[], at: number): void {
    // The draft may have changed since it was prepared: an iterator that it no longer has is known by its outputs.
    if (!this.#types.has(name) && ITERATOR_OUTPUTS.every((one) => fields.some((field) => field.name === one)))
      this.#types.set(name, 'Iterator');
    const type = this.#types.get(name);
    if (type === 'LoopInput') {
      const run = this.#openInLoop(name, at);
      run.outputs.push(...fields);
      run.endedAt = at;
      return;
    }
    const run = this.#runOf(name, at);
    run.endedAt = at;
    if (type === 'Iterator') this.#iteration(run, run.iterations.length);
    run.outputs.splice(0, type === 'Iterator' ? run.outputs.length : 0, ...fields);
  }

  /** The run that an event without inputs belongs to; one is begun when there is none, as for Input nodes. */
  #runOf(name: string, at: number): TraceRun {
    const latest = this.#latest.get(name);
    const goesOn = latest && (latest.endedAt === undefined || this.#types.get(name) === 'Iterator');
    return goesOn ? latest : this.#open(name, [], at);
  }

  #open(name: string, chain: readonly FlowTraceNodeInputExecutionChainItem[], at: number): TraceRun {
    let runs: TraceRun[] = this.#runs;
    for (const { nodeName, index = 0 } of chain) {
      const around = this.#latest.get(nodeName);
      if (around === undefined) break;
      runs = this.#iteration(around, index).runs;
    }
    return this.#begin(name, runs, at);
  }

  #openInLoop(name: string, at: number): TraceRun {
    const loops = this.#loopsOf.get(name) ?? [];
    const loop = loops.length > 0 ? this.#latest.get(loops.at(-1)!) : undefined;
    if (loop === undefined) return this.#begin(name, this.#runs, at);
    return this.#begin(name, this.#iteration(loop, loop.iterations.length).runs, at);
  }

  #begin(name: string, runs: TraceRun[], at: number): TraceRun {
    const type = this.#types.get(name);
    const run: TraceRun = {
      name,
      ...(type !== undefined && { type }),
      startedAt: at,
      inputs: [],
      outputs: [],
      actions: [],
      conditions: [],
      iterations: [],
    };
    runs.push(run);
    this.#latest.set(name, run);
    return run;
  }

  #iteration(run: TraceRun, index: number): TraceIteration {
    const last = run.iterations.at(-1);
    const present = last?.index === index ? last : run.iterations.find((one) => one.index === index);
    if (present) return present;
    const iteration = { index, runs: [] };
    run.iterations.push(iteration);
    return iteration;
  }
}

/** When a run ended, or the last that is known of it; an iterator lasts as long as what runs in it. */
export const lastOf = (run: TraceRun): number =>
  run.iterations.reduce((last, { runs }) => Math.max(last, lastOfAll(runs)), run.endedAt ?? run.startedAt);

/** When the last of some runs ended. */
export const lastOfAll = (runs: readonly TraceRun[]): number =>
  runs.reduce((last, run) => Math.max(last, lastOf(run)), Number.NEGATIVE_INFINITY);
