/** Whether `text` has the form of `pattern`, in which `*` stands for any run of characters. Linear in practice, no regex. */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let mark = 0;
  while (at < text.length) {
    if (mark < pattern.length && pattern[mark] === '*') {
      star = mark++;
      resume = at;
    } else if (mark < pattern.length && pattern[mark] === text[at]) {
      mark++;
      at++;
    } else if (star >= 0) {
      // The last star takes one character more; earlier stars never need another try.
      mark = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[mark] === '*') mark++;
  return mark === pattern.length;
}
