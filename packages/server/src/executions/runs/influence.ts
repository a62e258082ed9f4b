import type { ExecutionChainItem } from '@streambed/flow/engine';
import type { Plan, PlanScope, PlanStep } from '@streambed/flow/plan';
import type { Iteration } from '@streambed/model/streambed';

/**
 * What a node, in one iteration or in all of them, has an influence on: what comes after it along connections; of the
 * loops around it their later rounds; of the Iterators around it no other item, since items know nothing of each other.
 */
export class Influence {
  private readonly around: readonly Around[];
  private readonly reached: ReadonlySet<number>;

  /** `iteration` is as long as the node's own, or absent for all. */
  constructor(plan: Plan, step: number, iteration: readonly Iteration[] | undefined) {
    this.around = ownersOf(plan, plan.steps[step]!).map((owner, depth) => ({
      name: owner.name,
      isLoop: owner.kind === 'repeat',
      // From every round on is from the first round on.
      index: iteration?.[depth]?.index ?? (owner.kind === 'repeat' ? 0 : undefined),
    }));
    this.reached = reachedFrom(plan, step);
  }

  /** Whether what the step does in these iterations may depend on the node. */
  on(step: number, chain: readonly ExecutionChainItem[]): boolean {
    for (const [depth, { name, isLoop, index }] of this.around.entries()) {
      const item = chain[depth];
      if (item?.nodeName !== name) break;
      if (index === undefined || item.index === index) continue;
      return isLoop && item.index > index;
    }
    return this.reached.has(step);
  }
}

interface Around {
  readonly name: string;
  readonly isLoop: boolean;
  /** Of the iteration that is meant; undefined for all items. */
  readonly index: number | undefined;
}

/** The Iterators and loops around a step, outermost first: those that its iterations count. */
export function ownersOf(plan: Plan, { scope }: PlanStep): PlanStep[] {
  const owners: PlanStep[] = [];
  for (let at: PlanScope = plan.scopes[scope]!; at.owner !== -1; at = plan.scopes[at.parent]!)
    owners.unshift(plan.steps[at.owner]!);
  return owners;
}

/** The step itself and all that comes after it, in this iteration of what is around it. */
function reachedFrom(plan: Plan, start: number): ReadonlySet<number> {
  const reached = new Set<number>();
  const waiting = [start];
  const loopsAround = new Set(ownersOf(plan, plan.steps[start]!).map(({ index }) => index));
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const step = plan.steps[index]!;
    for (const { connections } of exitsOf(step))
      for (const each of connections) waiting.push(plan.connections[each]!.target);
    // A loop gives what comes of its body, and what is inside of a loop depends on what the loop is given.
    const loop = ownersOf(plan, step).findLast(({ kind }) => kind === 'repeat');
    if (loop) waiting.push(loop.index);
    if (step.kind === 'repeat' && !loopsAround.has(index)) waiting.push(...stepsIn(plan, step.opens));
    // A Collector gathers from iterations, whether or not something leads to it from the last node of them.
    if (step.kind === 'each') waiting.push(...plan.scopes[step.opens]!.gatherers);
  }
  return reached;
}

const exitsOf = (step: PlanStep): readonly { readonly connections: readonly number[] }[] =>
  step.kind === 'choose' ? step.conditions : step.outputs;

function* stepsIn(plan: Plan, scope: number): Generator<number, void, void> {
  const { firstStep, endStep } = plan.scopes[scope]!;
  for (let step = firstStep; step < endStep; step++) yield step;
}
