import type { SkipCause } from '@streambed/flow/engine';
import type { Plan } from '@streambed/flow/plan';

/** Why a node did not run, in words: `` `default` not taken ``. */
export function skipReason(plan: Plan, cause: SkipCause): string {
  const nameOf = (step: number) => quoted(plan.steps[step]!.name);
  switch (cause.kind) {
    case 'notTaken':
      return `${unique(cause.conditions.map(({ condition }) => quoted(condition)))} not taken`;
    case 'sourcesSkipped':
      return `${unique(cause.steps.map(nameOf))} did not run`;
    case 'notConnected':
      return cause.input === undefined
        ? 'nothing leads to it'
        : `input ${quoted(cause.input)} is not connected`;
    case 'noItems':
      return `${nameOf(cause.step)} had no items`;
    case 'notOpened':
      return `${nameOf(cause.step)} did not run`;
    case 'controllerSkipped':
      return 'its controller did not run';
  }
}

const unique = (names: readonly string[]): string => [...new Set(names)].join(', ');

const quoted = (name: string): string => `\`${name}\``;

/** The exception that InvokeFlow ends with for a fault of this kind: `dependencyFailedException`. */
export const exceptionOf = (kind: string): string => `${kind}Exception`;
