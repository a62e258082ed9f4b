import { atOnce, type Steps } from '../../../turns.ts';
import { plainSpellings, stem, type Words } from '../text-normalization.ts';

/**
 * Phrases over words, all looked for in one pass. A phrase is written as elements with spaces between them:
 *
 *     kill            this word in any of its English endings
 *     kill|murder     one of several
 *     @weapon         one of a class of words; classes and words mix (`@weapon|poison`)
 *     the?            may be missing
 *     _3              up to 3 words of any kind (`_` is up to 2)
 *
 * A phrase begins with a word and has at most 4 gaps, so that a try at one place costs at most a constant.
 */
export interface PhraseBook<Value> {
  /** Reads words for `find`: solves disguises (`1gn0r3`, `st*pid`, `i g n o r e`, `ignoreprevious`). */
  read(words: Words): Steps<ReadWords>;
  /** Calls back for every phrase at every place where it begins, in order of the places. */
  find(words: ReadWords, found: (match: Match<Value>) => void): Steps<void>;
}

/** Words with their number in the book's vocabulary, -1 for words that no phrase has. */
export interface ReadWords extends Words {
  readonly ids: readonly number[];
}

export interface Match<Value> {
  readonly value: Value;
  /** Which phrase, for telling repetitions from new evidence. */
  readonly phrase: number;
  /** Half open, in words. */
  readonly start: number;
  readonly end: number;
}

export interface PhraseEntry<Value> {
  readonly phrase: string;
  readonly value: Value;
  /** Whether it may run over the end of a sentence; instructions are split that way on purpose. */
  readonly acrossSentences?: boolean;
}

interface Phrase<Value> {
  readonly index: number;
  readonly elements: readonly Element[];
  readonly value: Value;
  readonly acrossSentences: boolean;
}

type Element =
  | { readonly gap: number }
  | { readonly gap?: undefined; readonly words: ReadonlySet<number>; readonly optional: boolean };

const MAX_GAPS = 4;
const PHRASES_IN_A_STEP = 50;
const TRIES_IN_A_STEP = 500;
/** Words, and characters of words that are taken apart. */
const READ_IN_A_STEP = 200;
/** Ids of forms are remembered for that many forms, then anew. */
const REMEMBERED_FORMS = 20_000;

/** Compiles phrases. Throws for a phrase that is not written as above or names a class that is not there. */
export const createPhraseBook = <Value>(
  entries: readonly PhraseEntry<Value>[],
  classes: Readonly<Record<string, string>>,
): PhraseBook<Value> => atOnce(compilePhraseBook(entries, classes));

/** The same in steps. */
export function* compilePhraseBook<Value>(
  entries: readonly PhraseEntry<Value>[],
  classes: Readonly<Record<string, string>>,
): Steps<PhraseBook<Value>> {
  const vocabulary = createVocabulary();
  const sets = new Map<string, ReadonlySet<number>>();
  const wordsOf = (alternatives: string): ReadonlySet<number> => {
    const known = sets.get(alternatives);
    if (known) return known;
    const ids = new Set<number>();
    for (const alternative of alternatives.split('|'))
      if (alternative.startsWith('@')) {
        const members = classes[alternative.slice(1)];
        if (members === undefined) throw new Error(`There is no class of words ${alternative}.`);
        for (const member of members.split(/\s+/)) ids.add(vocabulary.add(member));
      } else ids.add(vocabulary.add(alternative));
    sets.set(alternatives, ids);
    return ids;
  };
  const elementOf = (written: string): Element => {
    const gap = /^_(\d?)$/.exec(written);
    if (gap) return { gap: Number(gap[1] || 2) };
    const optional = written.endsWith('?');
    return { words: wordsOf(optional ? written.slice(0, -1) : written), optional };
  };

  const phrases: Phrase<Value>[] = [];
  for (const [index, { phrase, value, acrossSentences = false }] of entries.entries()) {
    const elements = phrase.trim().split(/\s+/).map(elementOf);
    const gaps = elements.filter(({ gap }) => gap !== undefined).length;
    if (elements[0]?.gap !== undefined || gaps > MAX_GAPS)
      throw new Error(`The phrase "${phrase}" must begin with a word and have at most ${MAX_GAPS} gaps.`);
    phrases.push({ index, elements, value, acrossSentences });
    if (index % PHRASES_IN_A_STEP === 0) yield;
  }
  const byFirstWord = indexByFirstWord(phrases, vocabulary.size());

  return {
    read: (words) => vocabulary.read(words),
    *find(words, found) {
      const { ids } = words;
      let tries = 0;
      for (let start = 0; start < ids.length; start++) {
        if (tries >= TRIES_IN_A_STEP) {
          tries = 0;
          yield;
        }
        const id = ids[start] as number;
        if (id < 0) continue;
        for (const phrase of byFirstWord[id] ?? []) {
          tries++;
          const end = endOfMatch(phrase, words, 0, start, words.sentences[start] as number);
          if (end > start) found({ value: phrase.value, phrase: phrase.index, start, end });
        }
      }
    },
  };
}

function indexByFirstWord<Value>(phrases: readonly Phrase<Value>[], size: number): Phrase<Value>[][] {
  const index: Phrase<Value>[][] = Array.from({ length: size }, () => []);
  for (const phrase of phrases)
    for (const element of phrase.elements) {
      if (element.gap !== undefined) break;
      for (const id of element.words) {
        const bucket = index[id] as Phrase<Value>[];
        if (bucket.at(-1) !== phrase) bucket.push(phrase);
      }
      if (!element.optional) break;
    }
  return index;
}

/** Where the elements from `element` on end when they begin at `at`; -1 when they do not. */
function endOfMatch<Value>(
  phrase: Phrase<Value>,
  words: ReadWords,
  element: number,
  at: number,
  sentence: number,
): number {
  const wanted = phrase.elements[element];
  if (wanted === undefined) return at;
  if (wanted.gap !== undefined) {
    for (let skipped = 0; skipped <= wanted.gap; skipped++) {
      const end = endOfMatch(phrase, words, element + 1, at + skipped, sentence);
      if (end >= 0) return end;
      if (!phrase.acrossSentences && words.sentences[at + skipped] !== sentence) return -1;
    }
    return -1;
  }
  const id = words.ids[at];
  if (
    id !== undefined &&
    wanted.words.has(id) &&
    (phrase.acrossSentences || words.sentences[at] === sentence)
  ) {
    const end = endOfMatch(phrase, words, element + 1, at + 1, sentence);
    if (end >= 0) return end;
  }
  return wanted.optional ? endOfMatch(phrase, words, element + 1, at, sentence) : -1;
}

/** Numbers for the words of all phrases, and the solving of disguises, which needs to know them. */
function createVocabulary() {
  const ids = new Map<string, number>();
  /** As they are written in phrases, for taking run-together words apart. */
  const forms = new Set<string>(JOINING_WORDS);
  const remembered = new Map<string, number>();
  /** By what is left of a word whose inner letters are masked. Made when the first such word comes. */
  let hidden: Map<string, string[]> | undefined;

  const add = (word: string): number => {
    const key = stem(word);
    const known = ids.get(key);
    if (word.length > 2) forms.add(word);
    if (known !== undefined) return known;
    ids.set(key, ids.size);
    return ids.size - 1;
  };

  /** The number of a word of which one letter, or two beside each other, are written as `*`; -1: there is none. */
  const unmasked = (form: string): number => {
    const start = form.indexOf('*');
    const end = form.lastIndexOf('*') + 1;
    if (start < 1 || end - start > 2 || form.length < 4 || (end - start === 2 && end === form.length))
      return -1;
    hidden ??= Map.groupBy(forms, beginningOf);
    const before = form.slice(0, start);
    const after = form.slice(end);
    for (const word of hidden.get(beginningOf(form)) ?? []) {
      const id = word.startsWith(before) && word.endsWith(after) ? ids.get(stem(word)) : undefined;
      if (id !== undefined) return id;
    }
    return -1;
  };

  const solve = (form: string): number => {
    const plain = ids.get(stem(form));
    if (plain !== undefined) return plain;
    for (const spelling of plainSpellings(form)) {
      const id = ids.get(stem(spelling));
      if (id !== undefined) return id;
    }
    if (form.includes('*')) return unmasked(form);
    const calm = form.replace(/(.)\1{2,}/gu, '$1');
    if (calm !== form) return ids.get(stem(calm)) ?? ids.get(stem(form.replace(/(.)\1{2,}/gu, '$1$1'))) ?? -1;
    return -1;
  };

  const idOf = (form: string): number => {
    const known = remembered.get(form);
    if (known !== undefined) return known;
    const id = form.length > 40 ? -1 : solve(form);
    if (remembered.size >= REMEMBERED_FORMS) remembered.clear();
    remembered.set(form, id);
    return id;
  };

  const read = function* (words: Words): Steps<ReadWords> {
    const read: {
      forms: string[];
      sentences: number[];
      quoted: boolean[];
      ids: number[];
    } = { forms: [], sentences: [], quoted: [], ids: [] };
    const push = (form: string, at: number): void => {
      read.forms.push(form);
      read.sentences.push(words.sentences[at] as number);
      read.quoted.push(words.quoted[at] as boolean);
      read.ids.push(idOf(form));
    };
    const { forms: given } = words;
    let done = 0;
    for (let at = 0; at < given.length; at++) {
      if (++done >= READ_IN_A_STEP) {
        done = 0;
        yield;
      }
      const form = given[at] as string;
      const spelled = form.length === 1 ? endOfLetters(given, at) : at;
      if (spelled - at >= SPELLED_LETTERS) {
        done += spelled - at;
        const parts = takeApart(given.slice(at, spelled).join(''), forms);
        for (const part of parts.words) push(part, at);
        at = spelled - 1;
      } else if (form.length >= RUN_TOGETHER && form.length <= 60 && idOf(form) < 0) {
        done += form.length;
        const parts = takeApart(form, forms);
        if (parts.unknown === 0) for (const part of parts.words) push(part, at);
        else push(form, at);
      } else push(form, at);
    }
    return read;
  };

  return { add, read, size: () => ids.size };
}

/** Length and first letter. */
const beginningOf = (word: string): string => `${word.length}${word[0]}`;

/** So many single letters in a row are a word that is spelled out. */
const SPELLED_LETTERS = 4;
/** Unknown words of at least this length may be several run together. */
const RUN_TOGETHER = 14;
/** Words that stand between the words of phrases where these are run together. */
const JOINING_WORDS =
  'all your my the and you me now any is are to of a do not what who how in on it for'.split(' ');
const LONGEST_WORD = 18;

function endOfLetters(forms: readonly string[], start: number): number {
  let end = start;
  while (end < forms.length && forms[end]?.length === 1) end++;
  return end;
}

/** Splits letters into known words so that the fewest letters are left over. Linear: words have a longest length. */
function takeApart(letters: string, known: ReadonlySet<string>): { words: string[]; unknown: number } {
  const { length } = letters;
  const cost = new Float64Array(length + 1);
  const from = new Int32Array(length + 1);
  for (let end = 1; end <= length; end++) {
    cost[end] = (cost[end - 1] as number) + 1;
    from[end] = -1;
    for (let size = 1; size <= LONGEST_WORD && size <= end; size++) {
      const before = cost[end - size] as number;
      // Longer words win over shorter ones that they contain.
      if (before + 0.1 >= (cost[end] as number) || !isKnown(letters.slice(end - size, end), known)) continue;
      cost[end] = before + 0.1;
      from[end] = size;
    }
  }
  const words: string[] = [];
  let unknown = 0;
  for (let end = length; end > 0; ) {
    const size = from[end] as number;
    if (size > 0) words.push(letters.slice(end - size, end));
    else unknown++;
    end -= Math.max(size, 1);
  }
  return { words: words.reverse(), unknown };
}

/** A word of a phrase or its plural. */
const isKnown = (word: string, known: ReadonlySet<string>): boolean =>
  known.has(word) || (word.length > 4 && word.endsWith('s') && known.has(word.slice(0, -1)));
