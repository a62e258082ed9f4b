/**
 * How well what was typed fits a text: 0 for not at all, else the higher the better. Letters must occur in order;
 * the text itself, its beginning, beginnings of its words and unbroken runs count more. Upper case is the same as lower.
 */
export const fuzzyScore = (typed: string, text: string): number => {
  const wanted = typed.trim().toLowerCase();
  const given = text.toLowerCase();
  if (wanted === '') return 1;
  if (given === wanted) return 100;
  if (given.startsWith(wanted)) return 80;
  if (new RegExp(`[^a-z0-9]${wanted.replaceAll(/[^a-z0-9]/g, '\\$&')}`).test(given)) return 60;
  const initials = given
    .split(/[^a-z0-9]+/)
    .map((word) => word.charAt(0))
    .join('');
  if (wanted.length > 1 && initials.startsWith(wanted)) return 50;
  if (given.includes(wanted)) return 40;
  // Letters that are strewn over a long sentence are no match that anybody means.
  if (wanted.length < 2) return 0;
  let at = -1;
  let gaps = 0;
  for (const letter of wanted.replaceAll(' ', '')) {
    const next = given.indexOf(letter, at + 1);
    if (next === -1) return 0;
    if (at !== -1) gaps += next - at - 1;
    at = next;
  }
  return gaps > wanted.length * 2 ? 0 : Math.max(1, 20 - gaps);
};

/** The best score of a thing that goes by several names. */
export const bestScore = (typed: string, names: readonly string[]): number =>
  Math.max(0, ...names.map((name) => fuzzyScore(typed, name)));
