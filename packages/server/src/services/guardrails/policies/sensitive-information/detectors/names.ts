import type { Steps } from '../../../../turns.ts';
import type { Detector, Report } from '../finding.ts';
import type { NameLibrary } from '../name-library.ts';
import {
  DOUBTFUL,
  FAMILY_NAMES,
  GIVEN_NAMES,
  INTRODUCES,
  LABELS,
  LEADING_FAMILY_NAMES,
  NOT_NAMES,
  NOT_PEOPLE,
  ORDINARY,
  PARTICLES,
  SPEAKS,
  TITLES,
  VERBS_AND_MONTHS,
} from '../name-words.ts';
import { CAPITAL, DIGIT, LOWER, type Scan, tokenText } from '../scan.ts';

const LONGEST_NAME = 5;

/** How often the tagger may be asked: once for so many code units. Beyond that doubtful words inside a sentence count. */
const CHARACTERS_PER_QUESTION = 1_000;

/** What the tagger sees around a doubtful word. */
const SENTENCE_BEFORE = 30;
const SENTENCE_AFTER = 30;

/** Capitalized words that are looked at in one step. */
const WORDS_IN_A_STEP = 50;

/** Endings of English words that no family has. */
const ABSTRACT = /(?:tion|sion|ment|ness|ity|ing|ism|ance|ence|able|ible|ware|ology|ed|ly)s?$/;
const MARKS = /\p{M}/gu;
const GIVEN_TAGS = ['FirstName', 'MaleName', 'FemaleName'];
const PLACE_TAGS = [
  'City',
  'Country',
  'Region',
  'Place',
  'Organization',
  'SportsTeam',
  'Demonym',
  'Currency',
  'Unit',
];

/** A word of a run of capitalized words. */
interface Word {
  readonly token: number;
  /** Lower case, without marks. */
  readonly key: string;
  readonly tags: readonly string[];
  readonly isInitial: boolean;
  readonly isParticle: boolean;
}

/**
 * Names of people, without titles (the guide's definition), not as part of an organization or an address. Only runs of
 * capitalized words are looked at. The lexicon of compromise and a list of our own say which words are given names;
 * its tagger is asked about single words that are something else as well (May, Mark, Jordan).
 */
export function names(library: NameLibrary): Detector {
  return {
    types: ['NAME'],
    *detect(scan, labels, report) {
      const reader = new Reader(scan, library, report);
      let words = 0;
      for (const run of runsOf(scan, library)) {
        yield* reader.read(run);
        words += run.length;
        if (words < WORDS_IN_A_STEP) continue;
        words = 0;
        yield;
      }
      for (const label of labels.of('nameIs')) reader.readLowerCase(label.end);
    },
  };
}

function keyOf(text: string): string {
  const lower = text.toLowerCase();
  for (let at = 0; at < lower.length; at++)
    if (lower.charCodeAt(at) > 127)
      return lower.normalize('NFD').replace(MARKS, '').replaceAll('ø', 'o').replaceAll('ł', 'l');
  return lower;
}

/** Runs of capitalized words on one line, joined by a space, a hyphen or an apostrophe, by initials and by particles. */
function* runsOf(scan: Scan, library: NameLibrary): Generator<Word[]> {
  const { starts, ends, flags, count } = scan;
  let run: Word[] = [];
  for (let token = 0; token < count; token++) {
    const held = flags[token] as number;
    if (!(held & CAPITAL) || held & DIGIT) continue;
    const length = (ends[token] as number) - (starts[token] as number);
    if (length > 25) continue;
    if (run.length > 0 && !isJoined(scan, run.at(-1) as Word, token, run)) {
      yield trimmed(run);
      run = [];
    }
    const text = tokenText(scan, token);
    // `TestAlias`, `iPhone`: an identifier or a product. `McDonald` is a name.
    if (/\p{Ll}\p{Lu}/u.test(text) && !/^(?:Mc|Mac|De|La|Le|Di|Van|Fitz)\p{Lu}\p{Ll}+$/u.test(text)) {
      if (run.length > 0) yield trimmed(run);
      run = [];
      continue;
    }
    const key = keyOf(text);
    run.push({ token, key, tags: library.tagsOf(key), isInitial: length === 1, isParticle: false });
  }
  if (run.length > 0) yield trimmed(run);
}

/** Whether a token goes on the run; lower-case particles between are taken in. */
function isJoined(scan: Scan, last: Word, token: number, run: Word[]): boolean {
  const { text, starts, ends } = scan;
  for (let between = last.token + 1; between < token; between++) {
    if (token - last.token > 3) return false;
    const key = tokenText(scan, between);
    if (!PARTICLES.has(key) || !isSpace(text, ends[between - 1] as number, starts[between] as number, false))
      return false;
    run.push({ token: between, key, tags: [], isInitial: false, isParticle: true });
  }
  return isSpace(
    text,
    ends[token - 1] as number,
    starts[token] as number,
    last.isInitial || TITLES.has(last.key),
  );
}

const isSpace = (text: string, from: number, to: number, afterStop: boolean): boolean =>
  to - from === 1
    ? text[from] === ' ' || text[from] === '-' || text[from] === "'" || (afterStop && text[from] === '.')
    : afterStop && to - from === 2 && text[from] === '.' && text[from + 1] === ' ';

function trimmed(run: Word[]): Word[] {
  let end = run.length;
  while (end > 0 && run[end - 1]?.isParticle) end--;
  return run.slice(0, end);
}

class Reader {
  private readonly scan: Scan;
  private readonly library: NameLibrary;
  private readonly report: Report;
  private questions: number;

  constructor(scan: Scan, library: NameLibrary, report: Report) {
    this.scan = scan;
    this.library = library;
    this.report = report;
    this.questions = 1 + Math.floor(scan.text.length / CHARACTERS_PER_QUESTION);
  }

  *read(run: readonly Word[]): Steps<void> {
    let from = 0;
    for (let words = 1; from < run.length; words++) {
      if (words % WORDS_IN_A_STEP === 0) yield;
      const word = run[from] as Word;
      if (TITLES.has(word.key) && from + 1 < run.length) {
        from = yield* this.readFrom(run, from + 1, true);
        continue;
      }
      from = yield* this.readFrom(run, from, from === 0 && this.followsTitle(word));
    }
  }

  /** `my name is john smith`: in lower case only directly behind a label. */
  readLowerCase(place: number): void {
    const { text } = this.scan;
    const [spoken = ''] = /^ (?:\p{Ll}{2,20})(?: \p{Ll}{2,20})?/u.exec(text.slice(place, place + 44)) ?? [];
    const [first = '', second = ''] = spoken.trim().split(' ');
    if (first === '' || !this.isGiven(this.wordOf(first))) return;
    const isNamed =
      second !== '' && [this.isFamily, this.isGiven, this.isUnknown].some((is) => is(this.wordOf(second)));
    this.report('NAME', place + 1, place + 1 + first.length + (isNamed ? 1 + second.length : 0));
  }

  private wordOf(text: string): Word {
    const key = keyOf(text);
    return { token: -1, key, tags: this.library.tagsOf(key), isInitial: false, isParticle: false };
  }

  /** Looks for a name that begins at a word of the run; answers where to go on. */
  private *readFrom(run: readonly Word[], from: number, titled: boolean): Steps<number> {
    const first = run[from] as Word;
    const end = this.endOfName(run, from);
    const length = end - from;
    const start = this.scan.starts[first.token] as number;
    if (length === 0 || first.isParticle) return from + 1;
    // What is called after somebody is not somebody: `John Doe Organization`, `Jane Doe Street`.
    const following = run[end];
    if (following && NOT_NAMES.has(following.key)) return run.length;
    if (titled && !NOT_NAMES.has(first.key) && !first.isInitial) return this.found(run, from, end);
    const isShouted = !first.isInitial && !((this.scan.flags[first.token] as number) & LOWER);
    const real = run.slice(from, end).filter((word) => !word.isInitial && !word.isParticle);
    const second = real[1];
    // `April Rivera`, where the month alone is nobody.
    const isCalled =
      this.isGiven(first) ||
      (length === 1 && VERBS_AND_MONTHS.has(first.key)) ||
      (DOUBTFUL.has(first.key) && second !== undefined && this.isFamily(second));
    if (isCalled && !isShouted) {
      if (real.length > 1 || (length > 1 && !DOUBTFUL.has(first.key)))
        return this.isPair(real) ? this.found(run, from, end) : end;
      return (yield* this.isSingleName(first, run, from)) ? this.found(run, from, from + 1) : end;
    }
    if (isShouted)
      return real.length > 1 && this.isGiven(first) && !DOUBTFUL.has(first.key)
        ? this.found(run, from, end)
        : from + 1;
    if (real.length > 1 && LEADING_FAMILY_NAMES.has(first.key) && this.isGivenOrUnknown(real[1] as Word))
      return this.found(run, from, end);
    // `J. Smith`, `J. R. Hartley`.
    if (
      first.isInitial &&
      this.scan.text[this.scan.ends[first.token] as number] === '.' &&
      real.length === 1 &&
      first.key !== 'i'
    )
      return real.every((word) => this.isFamily(word) || this.isUnknown(word))
        ? this.found(run, from, end)
        : end;
    if (!this.isUnknown(first) && !this.isFamily(first)) return from + 1;
    if (
      real.length > 1 &&
      real.length < 4 &&
      real.slice(1).every((word) => this.isFamily(word)) &&
      this.isUnknown(first)
    )
      return this.found(run, from, end);
    const last = run[end - 1] as Word;
    const before = this.scan.text.slice(Math.max(0, start - 24), start);
    const after = this.scan.text.slice(
      this.scan.ends[last.token],
      (this.scan.ends[last.token] as number) + 16,
    );
    const isSpoken = real.length > 1 && SPEAKS.test(after) && /[.,!?;:\n]\s*$|^\s*$/.test(before);
    const isIntroduced = INTRODUCES.test(before) || (real.length > 1 && LABELS.test(before)) || isSpoken;
    return isIntroduced && real.every((word) => this.isUnknown(word) || this.isFamily(word))
      ? this.found(run, from, end)
      : from + 1;
  }

  /** A name ends before an ordinary word, a place or a title. */
  private endOfName(run: readonly Word[], from: number): number {
    let end = from;
    while (end < run.length && end - from < LONGEST_NAME) {
      const word = run[end] as Word;
      if (end > from && (NOT_NAMES.has(word.key) || this.isOrdinary(word))) break;
      if (end === from && ORDINARY.has(word.key) && !this.isGiven(word) && !DOUBTFUL.has(word.key)) break;
      end++;
    }
    while (end > from && (run[end - 1] as Word).isParticle) end--;
    return end;
  }

  /** A given name and what can be a family name: not `Jordan River`, not `Paris France`. */
  private isPair(real: readonly Word[]): boolean {
    const together = real.map((word) => word.key).join(' ');
    if (NOT_PEOPLE.has(together) || this.library.tagsOf(together).some((tag) => PLACE_TAGS.includes(tag)))
      return false;
    return real.slice(1).every((word) => this.isFamily(word) || this.isGiven(word) || !this.isPlace(word));
  }

  private *isSingleName(word: Word, run: readonly Word[], at: number): Steps<boolean> {
    const { text, starts, ends } = this.scan;
    const start = starts[word.token] as number;
    const end = ends[word.token] as number;
    if (at > 0 && !ORDINARY.has((run[at - 1] as Word).key)) return false;
    // Part of an identifier, an address, a path.
    if (/[@/\\_#:.-]/.test(text[start - 1] ?? ' ') || /[@/\\_=]/.test(text[end] ?? ' ')) return false;
    if (!DOUBTFUL.has(word.key)) return !/\bthe $/i.test(text.slice(Math.max(0, start - 5), start));
    if (INTRODUCES.test(text.slice(Math.max(0, start - 24), start))) return true;
    return yield* this.asksTagger(start, end);
  }

  private *asksTagger(start: number, end: number): Steps<boolean> {
    const { text } = this.scan;
    const before = text.slice(Math.max(0, start - SENTENCE_BEFORE), start);
    const sentence = before
      .slice(before.search(/[^.!?\n]*$/))
      .replace(/^\S*\s/, (cut) => (before.length < SENTENCE_BEFORE || /[.!?\n]/.test(before) ? cut : ''))
      .trimStart();
    if (
      /\b(?:in|at|near|of|from|to|the|a|an|since|until|by|during|this|next|last|every|early|late|mid)[ -]$/i.test(
        before,
      )
    )
      return false;
    if (this.questions-- <= 0) return sentence !== '';
    const [after = ''] = /^[^.!?\n]*/.exec(text.slice(end, end + SENTENCE_AFTER)) ?? [];
    const word = text.slice(start, end);
    const people = this.library.peopleIn(
      sentence + word + (after.length < SENTENCE_AFTER ? after : after.replace(/\s\S*$/, '')),
    );
    let found: readonly string[] = [];
    if (people instanceof Promise)
      yield people.then((answer) => {
        found = answer;
      });
    else found = people;
    return found.some((person) => person.includes(word));
  }

  private followsTitle(word: Word): boolean {
    const { text, starts, ends } = this.scan;
    if (word.token === 0) return false;
    const end = ends[word.token - 1] as number;
    const start = starts[word.token] as number;
    return (
      start - end <= 2 &&
      /^\.? ?$/.test(text.slice(end, start)) &&
      TITLES.has(tokenText(this.scan, word.token - 1).toLowerCase())
    );
  }

  private found(run: readonly Word[], from: number, end: number): number {
    const { starts, ends } = this.scan;
    this.report(
      'NAME',
      starts[(run[from] as Word).token] as number,
      ends[(run[end - 1] as Word).token] as number,
    );
    return end;
  }

  private isGiven = (word: Word): boolean =>
    GIVEN_NAMES.has(word.key) ||
    word.tags.some((tag) => GIVEN_TAGS.includes(tag)) ||
    (word.tags.includes('Person') && DOUBTFUL.has(word.key));

  private isFamily = (word: Word): boolean =>
    word.tags.includes('LastName') || FAMILY_NAMES.has(word.key) || LEADING_FAMILY_NAMES.has(word.key);

  private isPlace = (word: Word): boolean => word.tags.some((tag) => PLACE_TAGS.includes(tag));

  private isUnknown = (word: Word): boolean =>
    word.tags.length === 0 &&
    word.key.length > 1 &&
    !ORDINARY.has(word.key) &&
    !NOT_NAMES.has(word.key) &&
    !ABSTRACT.test(word.key);

  private isGivenOrUnknown = (word: Word): boolean => this.isGiven(word) || this.isUnknown(word);

  private isOrdinary = (word: Word): boolean =>
    ORDINARY.has(word.key) && !this.isFamily(word) && !DOUBTFUL.has(word.key);
}
