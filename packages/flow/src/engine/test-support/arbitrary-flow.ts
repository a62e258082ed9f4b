import fc from 'fast-check';
import type { DataType, FlowConnection, FlowDefinition, FlowNode } from '../../definition/index.ts';
import {
  collectorNode,
  conditionNode,
  data,
  inputNode,
  iteratorNode,
  loopControllerNode,
  loopInputNode,
  loopNode,
  outputNode,
  takes,
  when,
  workNode,
} from './flow-builder.ts';

/**
 * Random flows that can run: every input is fed, scopes nest, joins take exclusive branches. Branches that are never
 * taken, empty arrays, nested iterations and loops in iterations are all likely.
 */
export const arbitraryFlow = (): fc.Arbitrary<FlowDefinition> =>
  fc
    .array(fc.record({ kind: fc.nat(99), a: fc.nat(), b: fc.nat(), c: fc.nat() }), {
      minLength: 1,
      maxLength: 14,
      size: 'max',
    })
    .map((moves) => {
      const sketch = new Sketch();
      for (const move of moves) sketch.make(move);
      return sketch.finish();
    });

interface Move {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** A value that later nodes may take. */
interface Offer {
  readonly from: string;
  readonly type: DataType;
  readonly scope: readonly string[];
}

class Sketch {
  readonly nodes: FlowNode[] = [inputNode('Number')];
  readonly connections: FlowConnection[] = [];
  readonly offers: Offer[] = [{ from: 'In.document', type: 'Number', scope: [] }];
  readonly conditions: { readonly name: string; readonly scope: readonly string[] }[] = [];
  private count = 0;

  make({ kind, a, b, c }: Move): void {
    if (kind < 35) this.work(a, b, c);
    else if (kind < 45) this.arrayWork(a);
    else if (kind < 60) this.condition(a, b);
    else if (kind < 72) this.join(a, b);
    else if (kind < 84) this.iterate(a);
    else if (kind < 92) this.collect(a);
    else if (kind < 94) this.orphan();
    else this.loop(a, b, c);
  }

  finish(): FlowDefinition {
    for (const [index, offer] of this.offers.entries())
      if (index % 2 === 0 || index === this.offers.length - 1) {
        const name = this.name('Out');
        this.nodes.push(outputNode(name, offer.type));
        this.connections.push(data(offer.from, `${name}.document`));
      }
    return { nodes: this.nodes, connections: this.connections };
  }

  private name(prefix: string): string {
    return `${prefix}${this.count++}`;
  }

  /** An offer whose scope lies on one line with `scope`. */
  private offer(choice: number, type: DataType, scope?: readonly string[]): Offer | undefined {
    const fitting = this.offers.filter(
      (offer) => offer.type === type && (scope === undefined || onOneLine(offer.scope, scope)),
    );
    return fitting[choice % Math.max(fitting.length, 1)];
  }

  private work(a: number, b: number, c: number): void {
    const first = this.offer(a, 'Number')!;
    const second = this.offer(b, 'Number', first.scope)!;
    let scope = longest(first.scope, second.scope);
    const name = this.name('Work');
    this.nodes.push(workNode(name, [takes('xa'), takes('xb')]));
    this.connections.push(data(first.from, `${name}.xa`), data(second.from, `${name}.xb`));
    for (const gate of this.conditions.filter((entry) => onOneLine(entry.scope, scope)).slice(0, c % 3)) {
      this.connections.push(when(`${gate.name}.${c % 2 === 0 ? 'big' : 'default'}`, name));
      scope = longest(scope, gate.scope);
    }
    this.offers.push({ from: `${name}.functionResponse`, type: 'Number', scope });
  }

  /** Nothing feeds it, so neither it nor what needs it ever runs. */
  private orphan(): void {
    const name = this.name('Orphan');
    this.nodes.push(workNode(name, [takes('xa')]));
    this.offers.push({ from: `${name}.functionResponse`, type: 'Number', scope: [] });
  }

  private arrayWork(a: number): void {
    const source = this.offer(a, 'Number')!;
    const name = this.name('List');
    this.nodes.push(workNode(name, [takes('xa')], 'Array'));
    this.connections.push(data(source.from, `${name}.xa`));
    this.offers.push({ from: `${name}.functionResponse`, type: 'Array', scope: source.scope });
  }

  private condition(a: number, b: number): void {
    const source = this.offer(a, 'Number')!;
    const name = this.name('If');
    this.nodes.push(
      conditionNode(name, [takes('xa')], { big: `xa > ${b % 10}`, odd: `xa == ${b % 7} or xa == ${b % 3}` }),
    );
    this.connections.push(data(source.from, `${name}.xa`));
    this.conditions.push({ name, scope: source.scope });
  }

  /** Two branches of one condition meet in one input. */
  private join(a: number, b: number): void {
    const condition = this.conditions[a % Math.max(this.conditions.length, 1)];
    if (!condition) {
      this.condition(a, b);
      return;
    }
    const source = this.offer(b, 'Number', condition.scope);
    if (!source) return;
    const scope = longest(source.scope, condition.scope);
    const joined = this.name('Join');
    this.nodes.push(workNode(joined, [takes('xa')]));
    for (const branch of ['big', 'odd', 'default']) {
      const name = this.name('Branch');
      this.nodes.push(workNode(name, [takes('xa')]));
      this.connections.push(
        data(source.from, `${name}.xa`),
        when(`${condition.name}.${branch}`, name),
        data(`${name}.functionResponse`, `${joined}.xa`),
      );
    }
    this.offers.push({ from: `${joined}.functionResponse`, type: 'Number', scope });
  }

  private iterate(a: number): void {
    const source = this.offer(a, 'Array');
    if (!source) {
      this.arrayWork(a);
      return;
    }
    if (source.scope.length >= 2) return;
    const name = this.name('Each');
    this.nodes.push(iteratorNode(name));
    this.connections.push(data(source.from, `${name}.array`));
    const scope = [...source.scope, name];
    this.offers.push({ from: `${name}.arrayItem`, type: 'Number', scope });
    if (a % 2 === 0) this.offers.push({ from: `${name}.arraySize`, type: 'Number', scope });
  }

  private collect(a: number): void {
    const inside = this.offers.filter((offer) => offer.type === 'Number' && offer.scope.length > 0);
    const source = inside[a % Math.max(inside.length, 1)];
    if (!source) {
      this.iterate(a);
      return;
    }
    const name = this.name('All');
    this.nodes.push(collectorNode(name));
    this.connections.push(
      data(source.from, `${name}.arrayItem`),
      data(`${source.scope.at(-1)}.arraySize`, `${name}.arraySize`),
    );
    const filter = this.conditions.find(
      (entry) => entry.scope.length <= source.scope.length && onOneLine(entry.scope, source.scope),
    );
    if (filter && a % 3 === 0) this.connections.push(when(`${filter.name}.big`, name));
    this.offers.push({ from: `${name}.collectedArray`, type: 'Array', scope: source.scope.slice(0, -1) });
  }

  private loop(a: number, b: number, c: number): void {
    const source = this.offer(a, 'Number')!;
    const name = this.name('Loop');
    const inner = this.name('Work');
    const returns = b % 2 === 0;
    this.nodes.push(
      loopNode(
        name,
        [takes('seed'), takes('kept')],
        { last: 'Number' },
        {
          nodes: [
            loopInputNode({ seed: 'Number', kept: 'Number' }),
            workNode(inner, [takes('xa'), takes('xb')]),
            loopControllerNode(
              `level > ${c % 6}`,
              [
                takes('level', 'Number', { category: 'LoopCondition' }),
                ...(returns ? [takes('seed', 'Number', { category: 'ReturnValueToLoopStart' })] : []),
                takes('last', 'Number', { category: 'ExitLoop' }),
              ],
              (c % 4) + 1,
            ),
          ],
          connections: [
            data('LoopIn.seed', `${inner}.xa`),
            data('LoopIn.kept', `${inner}.xb`),
            data(`${inner}.functionResponse`, 'Controller.level'),
            ...(returns ? [data(`${inner}.functionResponse`, 'Controller.seed')] : []),
            data(`${inner}.functionResponse`, 'Controller.last'),
          ],
        },
      ),
    );
    const other = this.offer(b, 'Number', source.scope)!;
    this.connections.push(data(source.from, `${name}.seed`), data(other.from, `${name}.kept`));
    this.offers.push({ from: `${name}.last`, type: 'Number', scope: longest(source.scope, other.scope) });
  }
}

const longest = (one: readonly string[], other: readonly string[]): readonly string[] =>
  one.length >= other.length ? one : other;

const onOneLine = (one: readonly string[], other: readonly string[]): boolean =>
  one.every((name, depth) => depth >= other.length || other[depth] === name);
