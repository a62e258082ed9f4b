import type { Plan } from '@streambed/flow/plan';

/**
 * The path of every step: the names of the loops around it and its own, joined by `/`, as in `Refine/Critic`. Names hold
 * no slash, and those of one definition are unique, so a path stands for one step. `prefix` is that of a definition
 * which is a loop's.
 */
export function nodePaths(plan: Plan, prefix = ''): string[] {
  const paths: string[] = [];
  // The steps of a scope come after the one that opens it.
  for (const step of plan.steps)
    paths[step.index] = `${prefixOf(plan, step.scope, paths, prefix)}${step.name}`;
  return paths;
}

/** What stands before the names of a scope's steps: an Iterator's body belongs to the definition around it. */
function prefixOf(plan: Plan, scope: number, paths: readonly string[], prefix: string): string {
  const { owner, parent } = plan.scopes[scope]!;
  if (owner === -1) return prefix;
  return plan.steps[owner]!.kind === 'repeat' ? `${paths[owner]}/` : prefixOf(plan, parent, paths, prefix);
}
