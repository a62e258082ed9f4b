import type { GuardrailContentFilterType } from '@streambed/model/bedrock-runtime';
import type { Steps } from '../../../turns.ts';
import type { ReadWords } from './phrase-book.ts';

/** What a phrase of a lexicon speaks for. */
export interface Evidence {
  readonly type: GuardrailContentFilterType;
  readonly weight: number;
  /** Says what it says, whatever the text around it is about. */
  readonly isFirm: boolean;
  /** An insult that weighs by the person it is said to. */
  readonly isPersonal: boolean;
  /** Words of negation belong to the phrase itself ("nobody likes you") and do not turn it round. */
  readonly isNegative: boolean;
}

export interface Found extends Evidence, Span {
  readonly phrase: number;
}

/** Half open, in words. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Everything found in one text, each list in the order of the places. */
export interface Context {
  readonly words: ReadWords;
  readonly evidence: Found[];
  readonly harmless: Span[];
  readonly reporting: number[];
  readonly negations: number[];
  readonly protections: number[];
}

/** Evidence with what is left of its weight in its context. */
export interface Weighed extends Found {
  readonly left: number;
}

/** What is left of a weight when … */
const LEFT = {
  /** the words before it turn it round: "never kill", "not an idiot". */
  negated: 0.2,
  /** its sentence reports, teaches or tells. */
  reported: 0.4,
  /** other sentences of the text do. */
  reportedNearby: 0.7,
  /** it is quoted in a sentence that reports or teaches. */
  quoted: 0.2,
  /** Insults by whom they are said of: */
  you: 1.8,
  third: 1,
  nobody: 0.5,
  /** … when the word is said of nothing but persons. */
  nobodyNamed: 0.75,
  self: 0.3,
} as const;

const WEIGHED_IN_A_STEP = 500;

/** Negations and protections are looked for among so many words before a phrase. */
const NEGATION_REACH = 3;
/** Two words of reporting anywhere make a text a report. */
const REPORT = 2;

const SECOND_PERSON = new Set("you your yourself u ur ya you're youre y'all yall".split(' '));
const FIRST_PERSON = new Set("i i'm im myself".split(' '));
const THIRD_PERSON = new Set("he she they him her them he's she's they're his their who".split(' '));
const COPULA = new Set('is are was were'.split(' '));
/** Insults from this weight on are said of persons. */
const STRONG = 2;
const NOT_NEGATED = new Set('why only'.split(' '));

/** Weighs all evidence of a text in its context; what lies in a harmless expression is left out. */
export function* weigh(context: Context): Steps<Weighed[]> {
  const { words, evidence } = context;
  const isHarmless = marked(context.harmless, words.forms.length);
  const negated = flagged(context.negations, words.forms.length);
  const protects = flagged(context.protections, words.forms.length);
  const reportingSentences = new Set(context.reporting.map((at) => words.sentences[at]));
  const isReport = context.reporting.length >= REPORT;
  const weighed: Weighed[] = [];
  for (const [index, found] of evidence.entries()) {
    if (index % WEIGHED_IN_A_STEP === WEIGHED_IN_A_STEP - 1) yield;
    const { type, start, end } = found;
    if (type !== 'PROMPT_ATTACK' && touches(isHarmless, found)) continue;
    const isReported = reportingSentences.has(words.sentences[start]);
    let left = found.weight;
    if (type !== 'PROMPT_ATTACK') {
      const last = found.isNegative ? start : end - 1;
      const isProtected = type === 'MISCONDUCT' || type === 'VIOLENCE';
      if (
        isNegated(words, negated, start, last) ||
        (isProtected && isNegated(words, protects, start, Math.max(last, end - 1)))
      )
        left *= LEFT.negated;
    }
    if (isReported && words.quoted[start]) left *= LEFT.quoted;
    else if (!found.isFirm) left *= isReported ? LEFT.reported : isReport ? LEFT.reportedNearby : 1;
    else if (found.isPersonal) left *= personFactor(words, start, found.weight >= STRONG);
    weighed.push({ ...found, left });
  }
  return weighed;
}

/** A word so marked shortly before the phrase or, up to `last`, within it, in the same sentence. */
function isNegated(words: ReadWords, flags: Uint8Array, start: number, last: number): boolean {
  const sentence = words.sentences[start];
  for (let at = Math.max(0, start - NEGATION_REACH); at < last; at++)
    if (
      flags[at] === 1 &&
      words.sentences[at] === sentence &&
      !NOT_NEGATED.has(words.forms[at - 1] ?? '') &&
      !NOT_NEGATED.has(words.forms[at + 1] ?? '')
    )
      return true;
  return false;
}

/** Who the nearest person beside an insult is. */
function personFactor({ forms, sentences }: ReadWords, at: number, isStrong: boolean): number {
  let factor: number = isStrong ? LEFT.nobodyNamed : LEFT.nobody;
  for (let near = Math.max(0, at - 5); near <= Math.min(forms.length - 1, at + 2); near++) {
    if (sentences[near] !== sentences[at] || near === at) continue;
    const form = forms[near] as string;
    const isClose = near >= at - 4;
    if (SECOND_PERSON.has(form) && isClose) return LEFT.you;
    if (FIRST_PERSON.has(form)) factor = LEFT.self;
    else if ((THIRD_PERSON.has(form) || (isStrong && COPULA.has(form))) && factor !== LEFT.self)
      factor = LEFT.third;
  }
  return factor;
}

/**
 * The greatest sum of weights of each filter in any stretch of 60 words: a long text is no worse for being long. The
 * same phrase counts once in a stretch.
 */
export function strengthOf(weighed: readonly Weighed[]): Map<GuardrailContentFilterType, number> {
  const byType = new Map<GuardrailContentFilterType, Weighed[]>();
  for (const one of weighed) {
    const list = byType.get(one.type);
    if (list) list.push(one);
    else byType.set(one.type, [one]);
  }
  return new Map([...byType].map(([type, list]) => [type, greatestSum(list)]));
}

const STRETCH = 60;
/** Further evidence in a stretch adds less than the first: it often says the same in other words. */
const FURTHER = 0.35;
/** More evidence than this in one stretch changes nothing; it bounds the work for texts made of nothing else. */
const MOST_EVIDENCE = 40;

function greatestSum(list: readonly Weighed[]): number {
  let greatest = 0;
  let next = 0;
  while (next < list.length) {
    const first = list[next] as Weighed;
    const seen = new Set<number>();
    let strongest = 0;
    let sum = 0;
    let at = next;
    for (; at < list.length && at - next < MOST_EVIDENCE; at++) {
      const one = list[at] as Weighed;
      if (one.start - first.start > STRETCH) break;
      if (seen.has(one.phrase)) continue;
      seen.add(one.phrase);
      sum += one.left;
      strongest = Math.max(strongest, one.left);
    }
    greatest = Math.max(greatest, strongest + FURTHER * (sum - strongest));
    // Stretches begin every half stretch, so that each pair of near phrases meets in one.
    do next++;
    while (next < list.length && next < at && (list[next] as Weighed).start - first.start < STRETCH / 2);
  }
  return greatest;
}

function flagged(places: readonly number[], length: number): Uint8Array {
  const flags = new Uint8Array(length);
  for (const at of places) flags[at] = 1;
  return flags;
}

function marked(spans: readonly Span[], length: number): Uint8Array {
  const flags = new Uint8Array(length);
  for (const { start, end } of spans) flags.fill(1, start, end);
  return flags;
}

/** The last word of a phrase, which says what is meant, or half of its words are part of a harmless expression. */
function touches(flags: Uint8Array, { start, end }: Span): boolean {
  if (flags[end - 1] === 1) return true;
  let count = 0;
  for (let at = start; at < end; at++) count += flags[at] ?? 0;
  return count * 2 >= end - start;
}
