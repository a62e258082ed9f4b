import type { FlowConnection, FlowDefinition, FlowNode } from '../definition/index.ts';
import { parseInputExpression } from '../expressions/index.ts';
import { type Lowering, nodeTypeOf } from '../nodes/index.ts';
import { assignScopes } from './assign-scopes.ts';
import type { Plan, PlanConnection, PlanInput, PlanOutput, PlanScope, PlanStep } from './plan.ts';

/**
 * Compiles a definition that validateDefinition found free of errors. Pure; the plan is plain JSON.
 * Throws Error for a definition that validation would have refused; the message names the node.
 */
export function compilePlan(definition: FlowDefinition): Plan {
  const layout = new Layout();
  layout.addDefinition(definition, -1);
  return layout.finish();
}

/** A scope whose steps are still being found. */
interface Body {
  readonly index: number;
  readonly parent: number;
  /** The node that opens it, with its body; undefined for the root. */
  readonly opener: { readonly node: FlowNode; readonly body: Body } | undefined;
  readonly nodes: FlowNode[];
}

/** One nested level: names are unique within it, and connections stay within it. */
interface Level {
  readonly connections: readonly FlowConnection[];
  readonly nodes: ReadonlyMap<string, FlowNode>;
  readonly incoming: ReadonlyMap<string, readonly FlowConnection[]>;
  readonly bodies: Map<string, Body>;
}

class Layout {
  readonly bodies: Body[] = [];
  readonly levels: Level[] = [];
  readonly levelOf = new Map<FlowNode, Level>();
  /** The scope that an Iterator or Loop node opens. */
  readonly opened = new Map<FlowNode, Body>();

  /** Sorts the nodes of one definition, and of the loops in it, into bodies. */
  addDefinition(definition: FlowDefinition, parent: number, opener?: Body['opener']): Body {
    const nodes = definition.nodes ?? [];
    const connections = definition.connections ?? [];
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const incoming = Map.groupBy(connections, (connection) => connection.target);
    const level: Level = { connections, nodes: byName, incoming, bodies: new Map() };
    this.levels.push(level);
    const root = this.addBody(parent, opener);
    const scopes = assignScopes(nodes, connections);

    const bodyOf = (iterators: readonly string[]): Body => {
      let body = root;
      for (const name of iterators) {
        const iterator = byName.get(name) as FlowNode;
        body = this.opened.get(iterator) ?? this.open(iterator, body);
      }
      return body;
    };
    for (const node of nodes) {
      const body = bodyOf(scopes.get(node.name) as readonly string[]);
      body.nodes.push(node);
      level.bodies.set(node.name, body);
      this.levelOf.set(node, level);
      const kind = nodeTypeOf(node.type).lower(node).kind;
      if (kind === 'each' && !this.opened.has(node)) this.open(node, body);
      if (kind === 'repeat') {
        const nested = node.configuration?.loop?.definition ?? {};
        this.opened.set(node, this.addDefinition(nested, body.index, { node, body }));
      }
    }
    return root;
  }

  private open(node: FlowNode, body: Body): Body {
    const opened = this.addBody(body.index, { node, body });
    this.opened.set(node, opened);
    return opened;
  }

  private addBody(parent: number, opener: Body['opener']): Body {
    const body: Body = { index: this.bodies.length, parent, opener, nodes: [] };
    this.bodies.push(body);
    return body;
  }

  finish(): Plan {
    return new Assembly(this).plan();
  }
}

/** Gives every step, input and output its index, body by body, and wires the connections. */
class Assembly {
  private readonly layout: Layout;
  private readonly steps: PlanStep[] = [];
  private readonly inputs: PlanInput[] = [];
  private readonly connections: PlanConnection[] = [];
  private readonly stepOf = new Map<FlowNode, PlanStep>();
  private readonly ranges: { firstStep: number; endStep: number; firstInput: number; endInput: number }[] =
    [];
  private outputCount = 0;

  constructor(layout: Layout) {
    this.layout = layout;
  }

  plan(): Plan {
    for (const body of this.layout.bodies) {
      const firstStep = this.steps.length;
      const firstInput = this.inputs.length;
      for (const node of body.nodes) this.addStep(node, body);
      this.ranges.push({
        firstStep,
        endStep: this.steps.length,
        firstInput,
        endInput: this.inputs.length,
      });
    }
    for (const level of this.layout.levels) this.connect(level);
    const initialLive = this.inputs.map(() => 0);
    for (const connection of this.connections)
      initialLive[connection.input] = (initialLive[connection.input] ?? 0) + 1;
    return {
      steps: this.steps,
      inputs: this.inputs,
      connections: this.connections,
      scopes: this.layout.bodies.map((body) => this.scope(body, initialLive)),
      outputCount: this.outputCount,
      initialMissing: this.steps.map((step) => this.missing(step)),
      initialLive,
    };
  }

  private addStep(node: FlowNode, body: Body): void {
    const type = nodeTypeOf(node.type);
    const lowering = type.lower(node);
    const level = this.layout.levelOf.get(node) as Level;
    const incoming = level.incoming.get(node.name) ?? [];
    const firstInput = this.inputs.length;
    for (const input of node.inputs ?? []) {
      const parsed = parseInputExpression(input.expression);
      if (!parsed.ok) throw new Error(`input ${input.name} of node ${node.name}: ${parsed.cause}`);
      this.inputs.push({
        name: input.name,
        type: input.type,
        text: input.expression,
        expression: parsed.expression,
        ...(input.category && { category: input.category }),
        fromBody:
          lowering.kind === 'gather' &&
          incoming.some(
            (connection) =>
              connection.configuration?.data?.targetInput === input.name &&
              this.sourceScope(connection, level) !== body.index,
          ),
      });
    }
    const endInput = this.inputs.length;
    let gate = -1;
    const gates = incoming.filter((connection) => connection.type === 'Conditional');
    if (gates.length > 0) {
      gate = this.inputs.length;
      const fromBody =
        lowering.kind === 'gather' && gates.some((entry) => this.sourceScope(entry, level) !== body.index);
      if (fromBody && gates.some((entry) => this.sourceScope(entry, level) === body.index))
        throw new Error(`Collector ${node.name} depends on conditions inside and outside of its iteration`);
      this.inputs.push({ name: '', type: 'Boolean', text: '', expression: wholeValue(), fromBody });
    }
    const outputs: PlanOutput[] = (node.outputs ?? []).map((output) => ({
      slot: this.outputCount++,
      name: output.name,
      type: output.type,
      connections: [],
    }));
    const base = {
      index: this.steps.length,
      name: node.name,
      nodeType: node.type,
      scope: body.index,
      firstInput,
      endInput,
      gate,
      outputs,
    };
    const step: PlanStep = { ...base, ...this.construct(lowering, node, firstInput, endInput) };
    this.steps.push(step);
    this.stepOf.set(node, step);
  }

  private construct(lowering: Lowering, node: FlowNode, firstInput: number, endInput: number) {
    const opens = this.layout.opened.get(node)?.index ?? -1;
    switch (lowering.kind) {
      case 'choose':
        return {
          kind: 'choose' as const,
          chosen: this.outputCount++,
          conditions: lowering.conditions.map((condition) => ({ ...condition, connections: [] as number[] })),
        };
      case 'each':
        return { kind: 'each' as const, opens };
      case 'gather': {
        let item = -1;
        for (let index = firstInput; index < endInput; index++)
          if (this.inputs[index]?.name === 'arrayItem') item = index;
        if (item === -1) throw new Error(`Collector ${node.name} has no input arrayItem`);
        return { kind: 'gather' as const, gathers: this.gatheredScope(node), item };
      }
      case 'repeat': {
        const controllers = (node.configuration?.loop?.definition.nodes ?? [])
          .map((inner) => nodeTypeOf(inner.type).lower(inner))
          .filter((inner) => inner.kind === 'decide');
        const [controller] = controllers;
        if (!controller) throw new Error(`Loop ${node.name} has no LoopController`);
        return { kind: 'repeat' as const, opens, maxIterations: controller.maxIterations };
      }
      case 'decide':
        return { kind: 'decide' as const, condition: lowering.condition };
      case 'work':
        return { kind: 'work' as const, configuration: node.configuration ?? {} };
      default:
        return { kind: lowering.kind };
    }
  }

  /** The scope that values sent along a connection belong to: an Iterator's outputs are its body's. */
  private sourceScope(connection: FlowConnection, level: Level): number {
    const body = level.bodies.get(connection.source);
    const source = level.nodes.get(connection.source);
    if (!body || !source) throw new Error(`connection ${connection.name} has no source ${connection.source}`);
    const opened = this.layout.opened.get(source);
    return opened && source.type === 'Iterator' ? opened.index : body.index;
  }

  private gatheredScope(node: FlowNode): number {
    const level = this.layout.levelOf.get(node) as Level;
    const own = level.bodies.get(node.name) as Body;
    for (const connection of level.incoming.get(node.name) ?? []) {
      const scope = this.sourceScope(connection, level);
      if (scope !== own.index && this.layout.bodies[scope]?.parent === own.index) return scope;
    }
    throw new Error(`Collector ${node.name} collects from no Iterator`);
  }

  private connect(level: Level): void {
    for (const connection of level.connections) {
      const source = this.node(level, connection.source);
      const target = this.node(level, connection.target);
      const from = this.sourceScope(connection, level);
      const gathered = target.kind === 'gather' && from === target.gathers;
      const common = {
        name: connection.name,
        source: source.index,
        target: target.index,
        enters: from !== target.scope && !gathered ? target.scope : -1,
        gathered,
      };
      if (connection.type === 'Conditional') {
        const name = connection.configuration?.conditional?.condition;
        const condition =
          source.kind === 'choose' ? source.conditions.find((entry) => entry.name === name) : undefined;
        if (!condition) throw new Error(`connection ${connection.name} names no condition of ${source.name}`);
        (condition.connections as number[]).push(this.connections.length);
        this.connections.push({ ...common, input: target.gate, slot: -1, sourceOutput: '' });
        continue;
      }
      const data = connection.configuration?.data;
      const output = source.outputs.find((entry) => entry.name === data?.sourceOutput);
      if (!data || !output)
        throw new Error(`connection ${connection.name} names no output of ${source.name}`);
      for (let input = target.firstInput; input < target.endInput; input++) {
        if (this.inputs[input]?.name !== data.targetInput) continue;
        (output.connections as number[]).push(this.connections.length);
        this.connections.push({ ...common, input, slot: output.slot, sourceOutput: output.name });
      }
    }
  }

  private node(level: Level, name: string): PlanStep {
    const node = level.nodes.get(name);
    const step = node && this.stepOf.get(node);
    if (!step) throw new Error(`a connection names node ${name}, which does not exist`);
    return step;
  }

  /** How many deliveries a step waits for: its inputs, its gate, and for a gather the end of the iterations. */
  private missing(step: PlanStep): number {
    let missing = 0;
    for (let input = step.firstInput; input < endWithGate(step); input++)
      if (!this.inputs[input]?.fromBody) missing++;
    return step.kind === 'gather' ? missing + 1 : missing;
  }

  private scope(body: Body, live: readonly number[]): PlanScope {
    const range = this.ranges[body.index] as (typeof this.ranges)[number];
    const steps = this.steps.slice(range.firstStep, range.endStep);
    const isImport = (connection: PlanConnection) => connection.enters === body.index;
    return {
      index: body.index,
      parent: body.parent,
      owner: body.opener ? (this.stepOf.get(body.opener.node)?.index ?? -1) : -1,
      ...range,
      dead: steps.filter((step) => this.isDead(step, live)).map((step) => step.index),
      imports: this.connections.flatMap((connection, index) => (isImport(connection) ? [index] : [])),
      sources: steps.filter((step) => step.kind === 'source').map((step) => step.index),
      gatherers: this.steps.flatMap((step) =>
        step.kind === 'gather' && step.gathers === body.index ? [step.index] : [],
      ),
      decider: steps.find((step) => step.kind === 'decide')?.index ?? -1,
    };
  }

  private isDead(step: PlanStep, live: readonly number[]): boolean {
    if (step.kind === 'source') return false;
    const end = endWithGate(step);
    if (step.firstInput === end) return true;
    for (let input = step.firstInput; input < end; input++) if (live[input] === 0) return true;
    return false;
  }
}

/** A step's gate comes right behind its data inputs. */
const endWithGate = (step: PlanStep): number => (step.gate === -1 ? step.endInput : step.gate + 1);

const wholeValue = (): PlanInput['expression'] => {
  const parsed = parseInputExpression('$.data');
  if (!parsed.ok) throw new Error(parsed.cause);
  return parsed.expression;
};
