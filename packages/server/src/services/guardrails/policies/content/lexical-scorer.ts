import type {
  GuardrailContentFilterConfidence,
  GuardrailContentFilterType,
} from '@streambed/model/bedrock-runtime';
import { atOnce, once, type Steps } from '../../../turns.ts';
import { piecesOf } from '../slices.ts';
import { normalizeText, readWords } from '../text-normalization.ts';
import { CLASSES } from './data/classes.ts';
import { HARMLESS, NEGATIONS, PROTECTIONS, REPORTING } from './data/context.ts';
import { HATE } from './data/hate.ts';
import { INSULTS, MILD_INSULT_WORDS, STRONG_INSULT_WORDS } from './data/insults.ts';
import type { Lexicon } from './data/lexicon.ts';
import { MISCONDUCT } from './data/misconduct.ts';
import { PROMPT_ATTACK, PROMPT_ATTACK_SUBSTRINGS } from './data/prompt-attack.ts';
import { SEXUAL } from './data/sexual.ts';
import { VIOLENCE } from './data/violence.ts';
import { type Context, type Evidence, strengthOf, weigh } from './evidence.ts';
import { hiddenTextsInSteps } from './hidden-text.ts';
import { compilePhraseBook, type PhraseBook, type PhraseEntry, type ReadWords } from './phrase-book.ts';
import { StructureEvidence } from './prompt-structure.ts';

export type Confidences = ReadonlyMap<GuardrailContentFilterType, GuardrailContentFilterConfidence>;

/** Sums of weights from which a confidence is given. One phrase alone reaches the level that it is listed under. */
const LEVELS = { HIGH: 3.5, MEDIUM: 2, LOW: 0.95 } as const;
const WEIGHTS = { high: 4, medium: 2, low: 1 } as const;
/** Phrases of PROMPT_ATTACK that count fully within so many decodings. */
const DEPTH = 2;

type Value =
  | { readonly kind: 'evidence'; readonly evidence: Evidence }
  | { readonly kind: 'harmless' | 'reporting' | 'negation' | 'protection' };

/** What neighbouring pieces of a long text share, in code units: more than a stretch of words that are weighed together. */
const OVERLAP = 500;

/** {@link scoreContentInSteps}, at once. */
export const scoreContent = (text: string): Confidences => atOnce(scoreContentInSteps(text));

/**
 * How sure the built-in lexical scorer is that `text` is what each of the six content filters looks for. Deterministic,
 * offline, linear in the text's length. A lexical judgement: it reads words and phrases, English but for the core of
 * prompt attacks, and knows no irony. A long text is read piece by piece; what is said around a phrase counts within its
 * piece.
 */
export function* scoreContentInSteps(text: string): Steps<Confidences> {
  const sums = new Map<GuardrailContentFilterType, number>();
  yield* addScores(sums, text, 0);
  return new Map(
    [...sums].flatMap(([type, sum]) => {
      const confidence = confidenceOf(sum);
      return confidence === 'NONE' ? [] : [[type, confidence] as const];
    }),
  );
}

function* addScores(sums: Map<GuardrailContentFilterType, number>, text: string, depth: number): Steps<void> {
  const book = yield* theBook();
  const raise = (type: GuardrailContentFilterType, sum: number): void => {
    if (sum > (sums.get(type) ?? 0)) sums.set(type, sum);
  };
  const structure = new StructureEvidence();
  for (const piece of piecesOf(text, OVERLAP)) {
    const normalized = normalizeText(piece);
    yield;
    const found = readWords(normalized);
    yield;
    const words = yield* book.read(found);
    for (const [type, sum] of strengthOf(yield* evidenceIn(book, words))) {
      // An attack that somebody took the trouble to hide is meant.
      raise(
        type,
        depth > 0 && type === 'PROMPT_ATTACK' && sum >= LEVELS.LOW ? Math.max(sum, LEVELS.HIGH) : sum,
      );
    }
    yield;
    yield* structure.read(normalized);
    if (PROMPT_ATTACK_SUBSTRINGS.some((phrase) => normalized.includes(phrase)))
      raise('PROMPT_ATTACK', WEIGHTS.high);
    yield;
    if (depth < DEPTH)
      for (const hidden of yield* hiddenTextsInSteps(piece, normalized))
        yield* addScores(sums, hidden, depth + 1);
  }
  raise('PROMPT_ATTACK', structure.weight + (sums.get('PROMPT_ATTACK') ?? 0));
}

function* evidenceIn(book: PhraseBook<Value>, words: ReadWords): ReturnType<typeof weigh> {
  const context: Context = {
    words,
    evidence: [],
    harmless: [],
    reporting: [],
    negations: [],
    protections: [],
  };
  yield* book.find(words, ({ value, phrase, start, end }) => {
    switch (value.kind) {
      case 'evidence':
        context.evidence.push({ ...value.evidence, phrase, start, end });
        break;
      case 'harmless':
        context.harmless.push({ start, end });
        break;
      case 'reporting':
        context.reporting.push(start);
        break;
      case 'negation':
        context.negations.push(start);
        break;
      case 'protection':
        context.protections.push(start);
        break;
    }
  });
  return context.evidence.length === 0 ? [] : yield* weigh(context);
}

function confidenceOf(sum: number): GuardrailContentFilterConfidence {
  if (sum >= LEVELS.HIGH) return 'HIGH';
  if (sum >= LEVELS.MEDIUM) return 'MEDIUM';
  return sum >= LEVELS.LOW ? 'LOW' : 'NONE';
}

/** Compiled at first use; the start of the server does not wait for it. */
const theBook = once(() =>
  compilePhraseBook<Value>(
    [
      ...entriesOf('VIOLENCE', VIOLENCE),
      ...entriesOf('HATE', HATE),
      ...entriesOf('SEXUAL', SEXUAL),
      ...entriesOf('MISCONDUCT', MISCONDUCT),
      ...entriesOf('INSULTS', INSULTS),
      ...entriesOf('PROMPT_ATTACK', PROMPT_ATTACK),
      ...insultWords(STRONG_INSULT_WORDS, 2),
      ...insultWords(MILD_INSULT_WORDS, 1),
      ...lines(HARMLESS).map((phrase) => ({ phrase, value: { kind: 'harmless' } as const })),
      ...lines(REPORTING).map((phrase) => ({ phrase, value: { kind: 'reporting' } as const })),
      { phrase: NEGATIONS.replaceAll(' ', '|'), value: { kind: 'negation' } },
      { phrase: PROTECTIONS.replaceAll(' ', '|'), value: { kind: 'protection' } },
    ],
    CLASSES,
  ),
);

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function entriesOf(type: GuardrailContentFilterType, lexicon: Lexicon): PhraseEntry<Value>[] {
  return (['high', 'medium', 'low'] as const).flatMap((level) =>
    lines(lexicon[level]).flatMap((line) => {
      const isFirm = line.startsWith('!') || type === 'PROMPT_ATTACK';
      const phrase = line.replace(/^!/, '');
      const isNegative = NEGATION.test(phrase);
      const evidence: Evidence = { type, weight: WEIGHTS[level], isFirm, isPersonal: false, isNegative };
      return groupForms(phrase).map((form) => ({
        phrase: form,
        value: { kind: 'evidence', evidence } as const,
        acrossSentences: type === 'PROMPT_ATTACK',
      }));
    }),
  );
}

const NEGATION = new RegExp(`(?:^|[ |])(?:${NEGATIONS.replaceAll(' ', '|')})(?:[ |?]|$)`);

/** `%group` as the two ways in which people are named. */
const groupForms = (phrase: string): string[] =>
  phrase.includes('%group')
    ? [phrase.replace('%group', '@group'), phrase.replace('%group', '@ethnic @folk')]
    : [phrase];

const insultWords = (words: string, weight: number): PhraseEntry<Value>[] =>
  words.split(' ').map((phrase) => ({
    phrase,
    value: {
      kind: 'evidence',
      evidence: { type: 'INSULTS', weight, isFirm: true, isPersonal: true, isNegative: false },
    },
  }));
