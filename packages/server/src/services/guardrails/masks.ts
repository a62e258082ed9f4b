import type { Mask } from './policies/policy.ts';

/**
 * Masks as they are applied: sorted, and those that overlap joined to one over all of them, with the replacement of the
 * longest (then the first, then the alphabet decides), so that the order in which policies found them does not matter.
 */
export function joinMasks(masks: readonly Mask[]): readonly Mask[] {
  const sorted = masks
    .filter(({ start, end }) => start < end)
    .toSorted(
      (a, b) =>
        a.text - b.text ||
        a.start - b.start ||
        b.end - a.end ||
        (a.replacement < b.replacement ? -1 : a.replacement > b.replacement ? 1 : 0),
    );
  const joined: Mask[] = [];
  /** Length of the mask whose replacement the last joined one has. */
  let longest = 0;
  for (const mask of sorted) {
    const last = joined.at(-1);
    const length = mask.end - mask.start;
    if (!last || last.text !== mask.text || mask.start >= last.end) {
      joined.push(mask);
      longest = length;
      continue;
    }
    const isLonger = length > longest;
    joined[joined.length - 1] = {
      ...last,
      end: Math.max(last.end, mask.end),
      replacement: isLonger ? mask.replacement : last.replacement,
    };
    if (isLonger) longest = length;
  }
  return joined;
}

/** The texts with their joined masks put in. Masks of one text come before those of the next, as `joinMasks` sorts them. */
export function applyMasks(texts: readonly string[], masks: readonly Mask[]): readonly string[] {
  let next = 0;
  return texts.map((text, index) => {
    let masked = '';
    let at = 0;
    for (let mask = masks[next]; mask?.text === index; mask = masks[++next]) {
      masked += text.slice(at, mask.start) + mask.replacement;
      at = mask.end;
    }
    return at === 0 ? text : masked + text.slice(at);
  });
}
