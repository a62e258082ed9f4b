import { FlowError } from '@streambed/flow/ports';

/** What one policy may find in one check: more could not be put together and sent without holding everybody up. */
export const MOST_FINDINGS = 20_000;
export const MOST_MASKS = 100_000;

/** Throws FlowError `serviceQuotaExceeded` when a policy has found more. */
export function assertWithinFindings(findings: number, masks: number): void {
  if (findings <= MOST_FINDINGS && masks <= MOST_MASKS) return;
  const [count, what] =
    findings > MOST_FINDINGS ? [MOST_FINDINGS, 'different matches'] : [MOST_MASKS, 'places to be masked'];
  throw new FlowError({
    kind: 'serviceQuotaExceeded',
    blame: 'caller',
    message:
      `The guardrail found more than ${count.toLocaleString('en')} ${what} in this content, which goes no further. ` +
      'Send the content in several requests, or make what the guardrail looks for more specific.',
  });
}
