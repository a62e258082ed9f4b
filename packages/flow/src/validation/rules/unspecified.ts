import type { Rule } from '../rule.ts';
import { duplicateNames } from '../unspecified/duplicate-names.ts';
import { iterationBounds } from '../unspecified/iteration-bounds.ts';
import { loopPlacement } from '../unspecified/loop-placement.ts';
import { nodeForm } from '../unspecified/node-form.ts';
import { quotas } from '../unspecified/quotas.ts';
import { unusedParts } from '../unspecified/unused-parts.ts';

/** What is wrong but has no type of its own: quotas, and rules that the user guide states. */
export const unspecified: Rule<'Unspecified'> = function* (scope) {
  yield* quotas(scope);
  yield* duplicateNames(scope);
  yield* nodeForm(scope);
  yield* loopPlacement(scope);
  yield* iterationBounds(scope);
  yield* unusedParts(scope);
};
