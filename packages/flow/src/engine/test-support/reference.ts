import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowConnection, FlowDefinition, FlowNode } from '../../definition/index.ts';
import { isOfType } from '../../definition/index.ts';
import {
  evaluateCondition,
  evaluateInputExpression,
  parseConditionExpression,
  parseInputExpression,
} from '../../expressions/index.ts';

/**
 * The naive interpreter that the engine is held against. It asks backwards (what does this node need?) where the
 * engine counts forwards, knows no plan, no state and no concurrency, and remembers results per node and iteration.
 */
export interface ReferenceRun {
  /** `node iterations inputs`, one entry per run of a work node. */
  readonly runs: string[];
  /** Documents per Output node, in the order of iterations. */
  readonly outputs: { [node: string]: JsonValue[] };
}

export type Compute = (node: FlowNode, inputs: JsonObject) => JsonValue;

type Place = readonly { readonly node: string; readonly index: number }[];
type Outcome = { readonly outputs: JsonObject; readonly chosen?: string } | 'skipped';

export function runReference(
  definition: FlowDefinition,
  document: JsonValue,
  compute: Compute,
): ReferenceRun {
  const run: ReferenceRun = { runs: [], outputs: {} };
  const input = definition.nodes?.find((node) => node.type === 'Input') as FlowNode;
  new Level(definition, { [input.outputs![0]!.name]: document }, [], run, compute).runAll();
  return run;
}

/** One definition: the flow's, or one iteration of a loop's. */
class Level {
  private readonly nodes: Map<string, FlowNode>;
  private readonly connections: readonly FlowConnection[];
  private readonly source: JsonObject;
  private readonly outer: Place;
  private readonly run: ReferenceRun;
  private readonly compute: Compute;
  private readonly known = new Map<string, Outcome>();

  constructor(
    definition: FlowDefinition,
    source: JsonObject,
    outer: Place,
    run: ReferenceRun,
    compute: Compute,
  ) {
    this.nodes = new Map((definition.nodes ?? []).map((node) => [node.name, node]));
    this.connections = definition.connections ?? [];
    this.source = source;
    this.outer = outer;
    this.run = run;
    this.compute = compute;
  }

  /** Asks for every node in every iteration it can have. */
  runAll(): void {
    for (const node of this.nodes.values())
      for (const place of this.places(this.iterators(node))) this.ask(node, place);
  }

  controller(): JsonObject | undefined {
    const node = [...this.nodes.values()].find((entry) => entry.type === 'LoopController') as FlowNode;
    const outcome = this.ask(node, []);
    return outcome === 'skipped' ? undefined : outcome.outputs;
  }

  /** The Iterators whose body a node is in, outermost first. */
  private iterators(node: FlowNode): string[] {
    let deepest: string[] = [];
    for (const connection of this.into(node)) {
      const source = this.nodes.get(connection.source) as FlowNode;
      const around = this.iterators(source);
      if (source.type === 'Iterator') around.push(source.name);
      if (around.length > deepest.length) deepest = around;
    }
    return node.type === 'Collector' ? deepest.slice(0, -1) : deepest;
  }

  private places(iterators: readonly string[]): Place[] {
    let places: Place[] = [[]];
    for (const name of iterators)
      places = places.flatMap((place) => {
        const outcome = this.ask(this.nodes.get(name) as FlowNode, place);
        if (outcome === 'skipped') return [];
        const items = outcome.outputs.items as JsonValue[];
        return items.map((_, index) => [...place, { node: name, index }]);
      });
    return places;
  }

  private into(node: FlowNode): FlowConnection[] {
    return this.connections.filter((connection) => connection.target === node.name);
  }

  private ask(node: FlowNode, place: Place): Outcome {
    const key = `${node.name} ${JSON.stringify(place)}`;
    let outcome = this.known.get(key);
    if (outcome === undefined) {
      outcome = this.evaluate(node, place);
      this.known.set(key, outcome);
    }
    return outcome;
  }

  private evaluate(node: FlowNode, place: Place): Outcome {
    if (node.type === 'Input' || node.type === 'LoopInput') return { outputs: this.source };
    const incoming = this.into(node);
    if (incoming.length === 0) return 'skipped';
    if (!this.isReached(node, place)) return 'skipped';
    if (node.type === 'Collector') return this.collect(node, place);
    const inputs: JsonObject = {};
    for (const input of node.inputs ?? []) {
      const value = this.pull(node, input.name, place);
      if (value === undefined) return 'skipped';
      inputs[input.name] = value;
    }
    return this.act(node, inputs, place);
  }

  /** Whether a condition leads here, of those that stand at most `place.length` deep. */
  private isReached(node: FlowNode, place: Place): boolean {
    const gates = this.into(node).filter(
      (connection) =>
        connection.type === 'Conditional' &&
        this.iterators(this.nodes.get(connection.source) as FlowNode).length <= place.length,
    );
    return gates.length === 0 || gates.some((gate) => this.isOpen(gate, place));
  }

  private isOpen(gate: FlowConnection, place: Place): boolean {
    const source = this.nodes.get(gate.source) as FlowNode;
    const outcome = this.ask(source, place.slice(0, this.iterators(source).length));
    return outcome !== 'skipped' && outcome.chosen === gate.configuration?.conditional?.condition;
  }

  /** The value of an input, or undefined when nothing delivers it. */
  private pull(node: FlowNode, name: string, place: Place): JsonValue | undefined {
    for (const connection of this.into(node)) {
      const ends = connection.configuration?.data;
      if (ends?.targetInput !== name) continue;
      const source = this.nodes.get(connection.source) as FlowNode;
      const depth = this.iterators(source).length;
      const outcome = this.ask(source, place.slice(0, depth));
      if (outcome === 'skipped') continue;
      const raw =
        source.type === 'Iterator'
          ? itemOf(outcome.outputs.items as JsonValue[], ends.sourceOutput, place[depth]!.index)
          : outcome.outputs[ends.sourceOutput]!;
      const input = node.inputs!.find((entry) => entry.name === name)!;
      const parsed = parseInputExpression(input.expression);
      if (!parsed.ok) throw new Error(parsed.cause);
      const value = evaluateInputExpression(parsed.expression, raw);
      if (!isOfType(value, input.type)) throw new Error(`${node.name}.${name} is no ${input.type}`);
      return value;
    }
    return undefined;
  }

  private collect(node: FlowNode, place: Place): Outcome {
    const around = this.into(node)
      .map((connection) => this.nodes.get(connection.source) as FlowNode)
      .map((source) => [...this.iterators(source), ...(source.type === 'Iterator' ? [source.name] : [])])
      .find((iterators) => iterators.length > place.length) as string[];
    const iterator = this.nodes.get(around[place.length]!) as FlowNode;
    const outcome = this.ask(iterator, place);
    if (outcome === 'skipped') return 'skipped';
    for (const { name } of node.inputs ?? [])
      if (this.isFedAround(node, name, place) && this.pull(node, name, place) === undefined) return 'skipped';
    const collected: JsonValue[] = [];
    for (let index = 0; index < (outcome.outputs.items as JsonValue[]).length; index++) {
      const inside = [...place, { node: iterator.name, index }];
      const item = this.pull(node, 'arrayItem', inside);
      if (item !== undefined && this.isReached(node, inside)) collected.push(item);
    }
    return { outputs: { collectedArray: collected } };
  }

  /** Whether an input of a Collector comes from where the Collector is itself, not from the iteration it collects. */
  private isFedAround(node: FlowNode, name: string, place: Place): boolean {
    return !this.into(node).some((connection) => {
      const source = this.nodes.get(connection.source) as FlowNode;
      const depth = this.iterators(source).length + (source.type === 'Iterator' ? 1 : 0);
      return connection.configuration?.data?.targetInput === name && depth > place.length;
    });
  }

  private act(node: FlowNode, inputs: JsonObject, place: Place): Outcome {
    const around = [...this.outer, ...place];
    switch (node.type) {
      case 'Output':
        this.run.outputs[node.name] ??= [];
        this.run.outputs[node.name]!.push(inputs.document!);
        return { outputs: {} };
      case 'Condition':
        return { outputs: {}, chosen: choose(node, inputs) };
      case 'Iterator':
        return { outputs: { items: inputs.array! } };
      case 'Loop':
        return this.loop(node, inputs, around);
      case 'LoopController':
        return { outputs: inputs };
      default: {
        this.run.runs.push(`${node.name} ${JSON.stringify(around)} ${JSON.stringify(inputs)}`);
        return { outputs: { [node.outputs![0]!.name]: this.compute(node, inputs) } };
      }
    }
  }

  private loop(node: FlowNode, inputs: JsonObject, around: Place): Outcome {
    const definition = node.configuration!.loop!.definition;
    const controller = definition.nodes!.find((entry) => entry.type === 'LoopController') as FlowNode;
    const { continueCondition, maxIterations = 10 } = controller.configuration!.loopController!;
    let values = inputs;
    for (let index = 0; ; index++) {
      const level = new Level(
        definition,
        values,
        [...around, { node: node.name, index }],
        this.run,
        this.compute,
      );
      level.runAll();
      const decided = level.controller();
      if (!decided) return 'skipped';
      const of = (category: string) =>
        controller.inputs!.filter((input) => input.category === category).map((input) => input.name);
      const goesOn = holds(continueCondition.expression!, pick(decided, of('LoopCondition')));
      if (!goesOn || index + 1 === maxIterations) return { outputs: pick(decided, of('ExitLoop')) };
      values = { ...values, ...pick(decided, of('ReturnValueToLoopStart')) };
    }
  }
}

const pick = (from: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, from[name]!]));

const itemOf = (items: JsonValue[], output: string, index: number): JsonValue =>
  output === 'arraySize' ? items.length : items[index]!;

function holds(expression: string, values: JsonObject): boolean {
  const parsed = parseConditionExpression(expression);
  if (!parsed.ok) throw new Error(parsed.cause);
  return evaluateCondition(parsed.expression, new Map(Object.entries(values)));
}

function choose(node: FlowNode, inputs: JsonObject): string {
  const conditions = node.configuration!.condition!.conditions;
  return (
    conditions.find(({ expression }) => expression !== undefined && holds(expression, inputs))?.name ??
    'default'
  );
}
