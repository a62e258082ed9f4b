import type { GraphNode } from './graph.ts';

/** The joint outcomes of several Condition nodes, numbered: outcome digits in a mixed radix. */
export interface Space {
  readonly outcomes: ReadonlyMap<GraphNode, readonly (string | undefined)[]>;
  /** How far apart two joint outcomes are that differ by one in this node's outcome. */
  readonly strides: ReadonlyMap<GraphNode, number>;
  readonly size: number;
  /** Whether there are few enough joint outcomes to look at each. */
  readonly isBounded: boolean;
}

/** Room for every flow within quotas: 5 Condition nodes with 5 conditions, and the outcome that none holds. */
const MAX_JOINT_OUTCOMES = 6 ** 5;

/** A set of joint outcomes, one bit each; immutable. Exact, where formulas would need simplifying. */
export class Possibilities {
  readonly #space: Space;
  readonly #bits: Uint32Array;

  private constructor(space: Space, bits: Uint32Array) {
    this.#space = space;
    this.#bits = bits;
  }

  static space(outcomes: ReadonlyMap<GraphNode, readonly (string | undefined)[]>): Space {
    const strides = new Map<GraphNode, number>();
    let size = 1;
    for (const [node, names] of outcomes) {
      strides.set(node, size);
      size *= names.length;
      if (size > MAX_JOINT_OUTCOMES) return { outcomes, strides: new Map(), size: 1, isBounded: false };
    }
    return { outcomes, strides, size, isBounded: true };
  }

  static none(space: Space): Possibilities {
    return new Possibilities(space, new Uint32Array(Math.ceil(space.size / 32)));
  }

  static all(space: Space): Possibilities {
    return Possibilities.none(space).#with(() => true);
  }

  /** The joint outcomes in which `node` has this outcome; all of them in a space that is not bounded. */
  static outcome(space: Space, node: GraphNode, outcome: string): Possibilities {
    const digit = space.outcomes.get(node)?.indexOf(outcome) ?? -1;
    const stride = space.strides.get(node);
    if (stride === undefined || digit < 0) return Possibilities.all(space);
    const radix = space.outcomes.get(node)!.length;
    return Possibilities.none(space).#with((joint) => Math.floor(joint / stride) % radix === digit);
  }

  get isNone(): boolean {
    return this.#bits.every((word) => word === 0);
  }

  and(other: Possibilities): Possibilities {
    return new Possibilities(
      this.#space,
      this.#bits.map((word, index) => word & other.#bits[index]!),
    );
  }

  or(other: Possibilities): Possibilities {
    return new Possibilities(
      this.#space,
      this.#bits.map((word, index) => word | other.#bits[index]!),
    );
  }

  /** The same with the outcomes of these nodes left open. */
  regardlessOf(nodes: ReadonlySet<GraphNode>): Possibilities {
    let open: Possibilities = this;
    for (const [node, stride] of this.#space.strides)
      if (nodes.has(node)) {
        const radix = this.#space.outcomes.get(node)!.length;
        const before = open;
        open = before.#with((joint) => {
          const base = joint - (Math.floor(joint / stride) % radix) * stride;
          for (let digit = 0; digit < radix; digit++) if (before.#has(base + digit * stride)) return true;
          return false;
        });
      }
    return open;
  }

  #has(joint: number): boolean {
    return ((this.#bits[joint >>> 5]! >>> (joint & 31)) & 1) === 1;
  }

  #with(holds: (joint: number) => boolean): Possibilities {
    const bits = new Uint32Array(this.#bits.length);
    for (let joint = 0; joint < this.#space.size; joint++)
      if (holds(joint)) bits[joint >>> 5]! |= 1 << (joint & 31);
    return new Possibilities(this.#space, bits);
  }
}
