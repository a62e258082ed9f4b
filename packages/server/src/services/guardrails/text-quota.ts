import { FlowError } from '@streambed/flow/ports';
import type { ReadContent } from './read-content.ts';

/**
 * UTF-16 code units that one check looks at, sources and questions included: a thousand text units. The cloud counts text
 * units for each second and account; here it is what one check may keep busy this process with, for some seconds at worst.
 */
export const LONGEST_CONTENT = 1_000_000;

/** Throws FlowError `serviceQuotaExceeded` for content that is longer than a check takes. */
export function assertWithinQuota({ texts, groundingSources, queries }: ReadContent): void {
  let length = 0;
  for (const list of [texts, groundingSources, queries]) for (const text of list) length += text.length;
  if (length <= LONGEST_CONTENT) return;
  throw new FlowError({
    kind: 'serviceQuotaExceeded',
    blame: 'caller',
    message:
      `The content has ${length.toLocaleString('en')} characters, and a guardrail checks at most ${LONGEST_CONTENT.toLocaleString('en')} at once. ` +
      'Nothing was checked. Send the content in several requests, or guard less of it.',
  });
}
