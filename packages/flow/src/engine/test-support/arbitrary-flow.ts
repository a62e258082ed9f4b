import fc from 'fast-check';
import type { DataType, FlowConnection, FlowDefinition, FlowNode } from '../../definition/index.ts';
import { compilePlan } from '../../plan/index.ts';
import { arbitraryLoopBody } from './arbitrary-loop-body.ts';
import {
  collectorNode,
  conditionNode,
  data,
  inputNode,
  iteratorNode,
  loopNode,
  outputNode,
  takes,
  when,
  workNode,
} from './flow-builder.ts';

/**
 * Random flows that can run: every input is fed, scopes nest, joins take exclusive branches, nothing waits for its own
 * end. Branches that are never taken, empty arrays, iterations in iterations, loops in them, conditions in front of
 * every kind of node and work behind Collectors are all likely.
 */
export const arbitraryFlow = (): fc.Arbitrary<FlowDefinition> =>
  fc
    .array(fc.record({ kind: fc.nat(99), a: fc.nat(), b: fc.nat(), c: fc.nat() }), {
      minLength: 1,
      maxLength: 18,
      size: 'max',
    })
    .map((moves) => {
      const sketch = new Sketch();
      for (const move of moves) sketch.make(move);
      return sketch.finish();
    })
    // Two iterations may come to wait for each other by what is added to them later.
    .filter(compiles);

function compiles(flow: FlowDefinition): boolean {
  try {
    compilePlan(flow);
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('waits for what comes only when')) return false;
    throw error;
  }
}

interface Move {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** The Iterators around something, and those whose end it waits for. */
interface Where {
  readonly scope: readonly string[];
  readonly after: readonly string[];
}

/** A value that later nodes may take, from the first of its sources that delivers. */
interface Offer extends Where {
  readonly from: readonly string[];
  readonly type: DataType;
}

interface Gate extends Where {
  readonly condition: string;
}

class Sketch {
  readonly nodes: FlowNode[] = [inputNode('Number')];
  readonly connections: FlowConnection[] = [];
  readonly offers: Offer[] = [{ from: ['In.document'], type: 'Number', scope: [], after: [] }];
  readonly gates: Gate[] = [];
  private count = 0;

  make({ kind, a, b, c }: Move): void {
    if (kind < 20) this.work(a, b, c);
    else if (kind < 27) this.list(a, c);
    else if (kind < 34) this.sum(a, c);
    else if (kind < 46) this.condition(a, b, c);
    else if (kind < 55) this.join(a, b);
    else if (kind < 72) this.iterate(a, c);
    else if (kind < 88) this.collect(a, b, c);
    else if (kind < 90) this.orphan();
    else if (kind < 93) this.output(a, c);
    else this.loop(a, b, c);
  }

  finish(): FlowDefinition {
    for (const [index, offer] of this.offers.entries())
      if (index % 2 === 0 || index === this.offers.length - 1)
        this.add(outputNode(this.name('Out'), offer.type), { document: offer });
    return { nodes: this.nodes, connections: this.connections };
  }

  private name(prefix: string): string {
    return `${prefix}${this.count++}`;
  }

  /** A value that a node may take which already takes others. */
  private offer(choice: number, type: DataType, beside: Where = ROOT): Offer | undefined {
    const fitting = this.offers.filter((offer) => offer.type === type && agree(offer, beside));
    return fitting[choice % Math.max(fitting.length, 1)];
  }

  /** Adds a node with its inputs and up to two conditions; answers where its values are. */
  private add(node: FlowNode, inputs: Readonly<Record<string, Offer>>, gates = 0): Where {
    let where: Where = ROOT;
    for (const [input, offer] of Object.entries(inputs)) {
      where = together(where, offer);
      for (const from of offer.from) this.connections.push(data(from, `${node.name}.${input}`));
    }
    this.nodes.push(node);
    for (let left = gates % 3; left > 0; left--) {
      const fitting = this.gates.filter((gate) => agree(gate, where));
      const gate = fitting[gates % Math.max(fitting.length, 1)];
      if (!gate) break;
      this.connections.push(when(gate.condition, node.name));
      where = together(where, gate);
    }
    return where;
  }

  private work(a: number, b: number, c: number): void {
    const first = this.offer(a, 'Number')!;
    const second = this.offer(b, 'Number', first)!;
    const node = workNode(this.name('Work'), [takes('xa'), takes('xb')]);
    const where = this.add(node, { xa: first, xb: second }, c);
    this.offers.push({ from: [`${node.name}.functionResponse`], type: 'Number', ...where });
  }

  private list(a: number, c: number): void {
    const node = workNode(this.name('List'), [takes('xa')], 'Array');
    const where = this.add(node, { xa: this.offer(a, 'Number')! }, c);
    this.offers.push({ from: [`${node.name}.functionResponse`], type: 'Array', ...where });
  }

  /** From an array back to a number, so that there are nodes of all kinds behind Collectors. */
  private sum(a: number, c: number): void {
    const source = this.offer(a, 'Array');
    if (!source) {
      this.list(a, c);
      return;
    }
    const node = workNode(this.name('Sum'), [takes('xa', 'Array')]);
    const where = this.add(node, { xa: source }, c);
    this.offers.push({ from: [`${node.name}.functionResponse`], type: 'Number', ...where });
  }

  /** Nothing feeds it, so neither it nor what needs it ever runs. */
  private orphan(): void {
    const node = workNode(this.name('Orphan'), [takes('xa')]);
    this.add(node, {});
    this.offers.push({ from: [`${node.name}.functionResponse`], type: 'Number', ...ROOT });
  }

  private output(a: number, c: number): void {
    const source = this.offers[a % this.offers.length]!;
    this.add(outputNode(this.name('Out'), source.type), { document: source }, c);
  }

  private condition(a: number, b: number, c: number): void {
    const node = conditionNode(this.name('If'), [takes('xa')], {
      big: `xa > ${b % 10}`,
      odd: `xa == ${b % 7} or xa == ${b % 3}`,
    });
    const where = this.add(node, { xa: this.offer(a, 'Number')! }, c % 4 === 0 ? 1 : 0);
    for (const name of ['big', 'odd', 'default'])
      this.gates.push({ condition: `${node.name}.${name}`, ...where });
  }

  /** Branches of one condition, of whose values at most one is there; none when there is no branch for an outcome. */
  private join(a: number, b: number): void {
    const gate = this.gates[a % Math.max(this.gates.length, 1)];
    if (!gate) {
      this.condition(a, b, 1);
      return;
    }
    const source = this.offer(b, 'Number', gate);
    if (!source) return;
    const type = b % 3 === 0 ? 'Array' : 'Number';
    const [condition] = gate.condition.split('.');
    const from: string[] = [];
    for (const branch of a % 2 === 0 ? ['big', 'odd', 'default'] : ['odd', 'big']) {
      const node = workNode(this.name('Branch'), [takes('xa')], type);
      this.add(node, { xa: source });
      this.connections.push(when(`${condition}.${branch}`, node.name));
      from.push(`${node.name}.functionResponse`);
    }
    this.offers.push({ from, type, ...together(source, gate) });
  }

  private iterate(a: number, c: number): void {
    const source = this.offer(a, 'Array');
    if (!source) {
      this.list(a, c);
      return;
    }
    if (source.scope.length >= 2) return;
    const node = iteratorNode(this.name('Each'), 'Number', ['$.data', '$.data[*]', '$.data[0:2]'][a % 3]);
    const where = this.add(node, { array: source }, c);
    if (where.scope.length >= 3) return;
    const inside = { scope: [...where.scope, node.name], after: where.after };
    this.offers.push({ from: [`${node.name}.arrayItem`], type: 'Number', ...inside });
    if (a % 2 === 0) this.offers.push({ from: [`${node.name}.arraySize`], type: 'Number', ...inside });
  }

  private collect(a: number, b: number, c: number): void {
    const inside = this.offers.filter((offer) => offer.type === 'Number' && offer.scope.length > 0);
    const item = inside[a % Math.max(inside.length, 1)];
    const iterator = item?.scope.at(-1);
    if (!item || iterator === undefined) {
      this.iterate(a, c);
      return;
    }
    const around: Where = { scope: item.scope.slice(0, -1), after: item.after };
    const node = collectorNode(this.name('All'));
    for (const from of item.from) this.connections.push(data(from, `${node.name}.arrayItem`));
    // Mostly from the Iterator, as the console draws it; but any number will do.
    const outside = this.offers.filter(
      (offer) => offer.type === 'Number' && offer.scope.length <= around.scope.length && agree(offer, around),
    );
    const size = b % 4 === 0 ? outside[b % Math.max(outside.length, 1)] : undefined;
    for (const from of size?.from ?? [`${iterator}.arraySize`])
      this.connections.push(data(from, `${node.name}.arraySize`));
    const amongItems = c % 2 === 0;
    const gate = c % 3 === 0 ? undefined : this.collectorGate(item, around, amongItems);
    if (gate) this.connections.push(when(gate.condition, node.name));
    this.nodes.push(node);
    const after = [...around.after, ...(size?.after ?? []), ...(gate?.after ?? []), iterator];
    this.offers.push({
      from: [`${node.name}.collectedArray`],
      type: 'Array',
      scope: around.scope,
      after,
    });
  }

  /** A condition that chooses among the items, or one for the collection as a whole. */
  private collectorGate(item: Offer, around: Where, amongItems: boolean): Gate | undefined {
    return this.gates.find(
      (gate) =>
        agree(gate, item) &&
        (amongItems
          ? gate.scope.length === item.scope.length
          : gate.scope.length <= around.scope.length && agree(gate, around)),
    );
  }

  private loop(a: number, b: number, c: number): void {
    const seed = this.offer(a, 'Number')!;
    const kept = this.offer(b, 'Number', seed)!;
    const body = arbitraryLoopBody({ a, b, c }, (prefix) => this.name(prefix));
    const node = loopNode(this.name('Loop'), [takes('seed'), takes('kept')], { last: 'Number' }, body);
    const where = this.add(node, { seed, kept }, c);
    this.offers.push({ from: [`${node.name}.last`], type: 'Number', ...where });
  }
}

const ROOT: Where = { scope: [], after: [] };

const together = (one: Where, other: Where): Where => ({
  scope: one.scope.length >= other.scope.length ? one.scope : other.scope,
  after: [...new Set([...one.after, ...other.after])],
});

/** Whether a node may depend on both: their scopes lie on one line, and neither waits for the end of the other's. */
const agree = (one: Where, other: Where): boolean => {
  const { scope, after } = together(one, other);
  return (
    one.scope.every((name, depth) => depth >= other.scope.length || other.scope[depth] === name) &&
    !after.some((name) => scope.includes(name))
  );
};
