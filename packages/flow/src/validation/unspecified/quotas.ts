import { checkQuotas } from '../../definition/index.ts';
import { error, type Rule } from '../rule.ts';

/** Quotas of the flow and of the bodies of its loops. */
export const quotas: Rule<'Unspecified'> = function* ({ definition, loop, quotas: allowed }) {
  // One check of the whole definition covers its loops.
  if (!loop) for (const message of checkQuotas(definition, allowed)) yield error(message, {});
};
