/** Words as the offline model compares them: lower case, English endings cut, common words left out. */

const COMMON = new Set(
  (
    'a about above after again all also am an and any are as at be because been before being below between both but ' +
    'by can could did do does doing down during each few for from further had has have having he her here hers him ' +
    'his how i if in into is it its itself just me more most my no nor not now of off on once only or other our out ' +
    'over own please same she should so some such than that the their them then there these they this those through ' +
    'to too under until up very was we were what when where which while who whom why will with would you your'
  ).split(' '),
);

const WORD = /[\p{L}\p{N}]+/gu;
/** Scripts written without spaces between words; compared by pairs of characters. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** The words of a text in order, repeated as they are, in the form in which words are compared. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const word of text.toLowerCase().match(WORD) ?? []) {
    if (word.charCodeAt(0) >= 0xe00 && UNSPACED.test(word)) addPairs(word, words);
    else if (!COMMON.has(word)) words.push(stem(word));
  }
  return words;
}

/** A run of two characters or less is a word of its own. */
function addPairs(run: string, words: string[]): void {
  if (run.length <= 2) words.push(run);
  else for (let i = 0; i + 1 < run.length; i++) words.push(run.slice(i, i + 2));
}

/** Cuts the commonest English endings, so that `charged`, `charges` and `charging` meet. Coarse on purpose. */
function stem(word: string): string {
  const { length } = word;
  if (length > 5 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (length > 6 && word.endsWith('ing')) return undouble(word.slice(0, -3));
  if (length > 5 && word.endsWith('ed')) return undouble(word.slice(0, -2));
  if (length > 5 && word.endsWith('es')) return undouble(word.slice(0, -2));
  if (length > 3 && word.endsWith('s') && !word.endsWith('ss')) return undouble(word.slice(0, -1));
  return undouble(word);
}

/** `charge` and `charg`, `shipp` and `ship` are one. */
function undouble(word: string): string {
  const cut = word.length > 4 && word.endsWith('e') ? word.slice(0, -1) : word;
  const last = cut.length - 1;
  return cut.length > 4 && cut[last] === cut[last - 1] ? cut.slice(0, -1) : cut;
}
