import type { Steps } from '../../../turns.ts';
import { CustomWords } from './custom-words.ts';
import { hasSecondReading, letterBehind, plainLetter } from './disguises.ts';
import { type Folded, unfold } from './fold.ts';
import {
  ALSO_NAMES,
  KNOWN_BY_THEIR_ENDS,
  PROFANE_ANYWHERE,
  PROFANE_PHRASES,
  PROFANE_WORDS,
} from './profanity-list.ts';

export interface ProfanityMatch {
  readonly start: number;
  readonly end: number;
}

/** A run without whitespace that is longer than this is no word, however it is disguised. */
const LONGEST_DISGUISE = 40;

/** What is looked at in one step, in characters; a chunk costs as much as so many more. */
const COST_OF_A_STEP = 1_000;
const CHUNK_COST = 10;

const PLAIN_WORD = /^[a-z]+$/;
const CHUNK = /\S+/g;
/** What a disguise needs beside letters. */
const MAY_DISGUISE = /[0-9@$!|+€£¥§(¡*#._~-]/;
const DOUBLED = /(.)\1/;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** What can be one letter of a word that is spelled out. */
const SPELLING = /[\p{L}\p{N}@$!]/gu;

/** Letters and how often each is repeated: `fuuuck` → `fuck`, [1, 3, 1, 1]. */
interface Runs {
  readonly letters: string;
  readonly lengths: readonly number[];
}

function runsOf(word: string): Runs {
  let letters = '';
  const lengths: number[] = [];
  for (let at = 0; at < word.length; at++) {
    if (at > 0 && word[at] === word[at - 1]) lengths[lengths.length - 1] = (lengths.at(-1) as number) + 1;
    else {
      letters += word[at];
      lengths.push(1);
    }
  }
  return { letters, lengths };
}

/** By their letters without repetition, the words that repeated letters may be hiding. */
const BY_LETTERS = Map.groupBy([...PROFANE_WORDS].map(runsOf), (runs) => runs.letters);

/** Every way to hide one vowel, all vowels, or (for the best known) everything between the ends, behind `*`. */
const HIDDEN = new Set(
  [...PROFANE_WORDS]
    .filter((word) => word.length >= 4)
    .flatMap((word) => [
      ...[...word.slice(1)].flatMap((letter, at) =>
        'aeiou'.includes(letter) ? [`${word.slice(0, at + 1)}*${word.slice(at + 2)}`] : [],
      ),
      word[0] + word.slice(1).replace(/[aeiou]/g, '*'),
    ])
    .concat(KNOWN_BY_THEIR_ENDS.map((word) => `${word[0]}${'*'.repeat(word.length - 2)}${word.at(-1)}`))
    .concat('f*', 'f**', 'f***', 's***', 'a**', 'c***')
    .filter((pattern) => pattern.includes('*') && pattern.length >= 4),
);

const PHRASES = CustomWords.of(PROFANE_PHRASES);

/** What may follow a word that is spelled letter by letter. */
const SPELLED_AFTER = [
  '',
  'you',
  'u',
  'off',
  'up',
  'it',
  'me',
  'ing',
  'er',
  'ers',
  'him',
  'her',
  'this',
  'that',
];
/** And what may stand before it. */
const SPELLED_BEFORE = ['', 'a', 'i', 'u', 'you', 'the', 'o', 'oh'];

/**
 * Finds profanity: plain; with letters repeated (`fuuuck`), replaced by digits and signs (`sh1t`, `a$$`) or by letters
 * that look alike; with characters that show nothing between them; in full width; spelled out (`f u c k`, `f.u.c.k`);
 * with vowels hidden (`f*ck`). Only whole words count, so that the Scunthorpe problem does not arise.
 */
export function* findProfanity(source: string, folded: Folded): Steps<ProfanityMatch[]> {
  const matches: ProfanityMatch[] = [];
  yield* PHRASES.findInSteps(folded, ({ start, end }) => matches.push({ start, end }));
  const add = (from: number, to: number): void => {
    matches.push(unfold(folded, from, to));
  };
  const spelling = new Spelling(add);
  let done = 0;
  for (const { 0: chunk, index } of folded.text.matchAll(CHUNK)) {
    spelling.next(chunk, index);
    findInChunk(chunk, index, folded, source, add);
    done += CHUNK_COST + chunk.length;
    if (done < COST_OF_A_STEP) continue;
    done = 0;
    yield;
  }
  spelling.end();
  return outermost(matches);
}

/** Ordered by their starts, without those inside another: `piece of shit` is one finding, not two. */
function outermost(matches: ProfanityMatch[]): ProfanityMatch[] {
  const ordered = matches.sort((a, b) => a.start - b.start || b.end - a.end);
  let reached = 0;
  return ordered.filter(({ start, end }) => {
    if (start < reached) return false;
    reached = end;
    return true;
  });
}

type Add = (from: number, to: number) => void;

function findInChunk(chunk: string, index: number, folded: Folded, source: string, add: Add): void {
  if (PLAIN_WORD.test(chunk)) {
    if (isProfane(chunk) && !isName(chunk, index, folded, source)) add(index, index + chunk.length);
    return;
  }
  let any = false;
  for (const { 0: word, index: at } of chunk.matchAll(/[\p{L}\p{M}]+/gu)) {
    const plain = plainWord(word);
    // A word within an address or an identifier is not said to anybody.
    if (isProfane(plain) && !isName(word, index + at, folded, source)) {
      add(index + at, index + at + word.length);
      any = true;
    }
  }
  if (any || chunk.length > LONGEST_DISGUISE) return;
  const core = withoutEdges(chunk);
  if (core !== undefined && MAY_DISGUISE.test(core.text) && isDisguised(core.text))
    add(index + core.start, index + core.start + core.text.length);
}

const plainWord = (word: string): string =>
  PLAIN_WORD.test(word) ? word : Array.from(word, plainLetter).join('');

function isProfane(word: string): boolean {
  if (PROFANE_WORDS.has(word)) return true;
  if (word.length < 4) return false;
  if (PROFANE_ANYWHERE.some((part) => word.includes(part))) return true;
  return isStretched(word);
}

/**
 * Whether a word is one of the list with letters repeated more often than the list has them. One ordinary word is that:
 * `assess` is no stretched `asses`.
 */
function isStretched(word: string): boolean {
  if (!DOUBLED.test(word) || word.startsWith('assess')) return false;
  const { letters, lengths } = runsOf(word);
  const hidden = BY_LETTERS.get(letters);
  return (
    hidden?.some((runs) => runs.lengths.every((length, at) => (lengths[at] as number) >= length)) ?? false
  );
}

/** `Dick` with its capital, where the text is not all capitals. */
function isName(word: string, at: number, folded: Folded, source: string): boolean {
  if (!ALSO_NAMES.has(word)) return false;
  const { start, end } = unfold(folded, at, at + word.length);
  const written = source.slice(start, end);
  return /^\p{Lu}\p{Ll}+$/u.test(written);
}

/** A chunk without the quotation marks, brackets and stops around it; `$` and `@` may be letters and stay. */
function withoutEdges(chunk: string): { text: string; start: number } | undefined {
  const start = chunk.search(/[\p{L}\p{N}$@*#]/u);
  if (start < 0) return undefined;
  let end = chunk.length;
  while (end > start && !/[\p{L}\p{N}$*#]/u.test(chunk[end - 1] as string)) end--;
  return end - start < 3 ? undefined : { text: chunk.slice(start, end), start };
}

function isDisguised(core: string): boolean {
  if (/[*#]/.test(core) && HIDDEN.has(core.replaceAll('#', '*'))) return true;
  const joined = core.replace(/(?<=[\p{L}\p{N}])[._*~-](?=[\p{L}\p{N}])/gu, '');
  if (joined !== core && joined.length >= 4 && PLAIN_WORD.test(joined) && PROFANE_WORDS.has(joined))
    return true;
  if (isLeet(joined, false)) return true;
  return hasSecondReading(joined) && isLeet(joined, true);
}

/**
 * Reads digits and signs as letters. At least half must be letters when digits are among the rest, since `A55` and
 * `4550` are numbers of roads, phones and orders.
 */
function isLeet(word: string, second: boolean): boolean {
  let read = '';
  let letters = 0;
  let digits = 0;
  for (const character of word) {
    if (/\p{L}/u.test(character)) {
      letters++;
      read += plainLetter(character);
      continue;
    }
    const letter = letterBehind(character, second);
    if (letter === undefined) return false;
    if (character >= '0' && character <= '9') digits++;
    read += letter;
  }
  if (letters === 0 || letters === word.length) return false;
  if (digits > 0 && (read.length < 4 || letters * 2 < read.length)) return false;
  return PROFANE_WORDS.has(read) || isStretched(read) || PROFANE_ANYWHERE.some((part) => read.includes(part));
}

/** Collects letters that stand alone, by spaces or by signs, and looks whether they spell a word. */
class Spelling {
  private letters = '';
  private real = 0;
  private places: number[] = [];
  private readonly add: Add;

  constructor(add: Add) {
    this.add = add;
  }

  next(chunk: string, index: number): void {
    if (!isSpelled(chunk)) {
      this.end();
      return;
    }
    for (const { 0: character, index: at } of chunk.matchAll(SPELLING)) {
      const isLetter = /\p{L}/u.test(character);
      if (isLetter) this.real++;
      this.letters += isLetter ? plainLetter(character) : (letterBehind(character, false) ?? character);
      this.places.push(index + at);
    }
  }

  end(): void {
    if (this.letters.length >= 3 && this.real * 2 >= this.letters.length) this.look();
    if (this.letters === '') return;
    this.letters = '';
    this.real = 0;
    this.places = [];
  }

  private look(): void {
    const spelled = this.letters;
    for (const part of PROFANE_ANYWHERE)
      for (let at = spelled.indexOf(part); at >= 0; at = spelled.indexOf(part, at + part.length))
        this.found(at, part.length);
    for (const before of SPELLED_BEFORE)
      for (const after of SPELLED_AFTER) {
        const length = spelled.length - before.length - after.length;
        if (length > LONGEST_DISGUISE || !spelled.startsWith(before) || !spelled.endsWith(after)) continue;
        if (PROFANE_WORDS.has(spelled.slice(before.length, before.length + length)))
          this.found(before.length, length);
      }
  }

  private found(at: number, length: number): void {
    this.add(this.places[at] as number, (this.places[at + length - 1] as number) + 1);
  }
}

/** `f.u.c.k`, `f`, `k!`: no letter of the chunk has another beside it. */
function isSpelled(chunk: string): boolean {
  if (
    chunk.length > 1 &&
    LETTER_OR_DIGIT.test(chunk[0] as string) &&
    LETTER_OR_DIGIT.test(chunk[1] as string)
  )
    return false;
  if (chunk.length > LONGEST_DISGUISE * 2) return false;
  const alone = [...chunk.matchAll(SPELLING)];
  return (
    alone.length > 0 &&
    alone.every(({ 0: character, index }) => {
      const following = chunk[index + character.length];
      return following === undefined || !LETTER_OR_DIGIT.test(following);
    })
  );
}
