import type { GuardrailTopic } from '@streambed/model/bedrock';
import { atOnce, type Steps } from '../../../turns.ts';
import { piecesOf } from '../slices.ts';
import { normalizeText, readWords, stem } from '../text-normalization.ts';
import { COMMON, SILENT } from './data/common-words.ts';
import { CONCEPTS } from './data/concepts.ts';

/** From this score on a text is about a topic. Chosen on texts that are in no table of cases. */
export const TOPIC_THRESHOLD = 0.5;

/** What a word tells, in the units of an inverse document frequency. */
const TELLS = { silent: 0, common: 0.5, rare: 3 } as const;
/** How much a word of a topic counts by where the topic has it. */
const FROM = { name: 1, examples: 1, definition: 0.85, concept: 0.65 } as const;
/** Words that stand in three or more of a topic's name, definition and examples are what it is about. */
const KEY_WORD = { places: 3, factor: 1.3 } as const;
/** A single telling word may mean something else. */
const ALONE = 0.85;
/** Two distinct telling words are enough; one is not. */
const ENOUGH = 5;
/** Words that the topic does not have count against it by this share of what they tell. */
const AGAINST = 0.3;
/** A topic has a concept when so many different words of the concept stand in it. */
const WORDS_OF_CONCEPT = 2;
/** Letters that two words must share for one to be a spelling or form of the other (Dice's coefficient of letter pairs). */
const SIMILAR = 0.72;
/** What neighbouring pieces of a long text share, in code units: a sentence of usual length. */
const OVERLAP = 500;
const WORDS_IN_A_STEP = 100;
/** Long sentences are looked at in overlapping stretches of words. */
const STRETCH = 40;

const SILENT_WORDS = new Set(SILENT.split(' '));
const COMMON_STEMS = new Set(COMMON.split(' ').map(stem));
const CONCEPTS_OF = new Map<string, string[]>();
for (const [concept, words] of Object.entries(CONCEPTS))
  for (const word of words.split(' ')) {
    const list = CONCEPTS_OF.get(stem(word)) ?? [];
    if (!list.includes(concept)) CONCEPTS_OF.set(stem(word), [...list, concept]);
  }

const tells = (word: string): number =>
  COMMON_STEMS.has(word) || /^\d+$/.test(word) ? TELLS.common : TELLS.rare;

export interface TopicScorer {
  /** The best score of any sentence of `text` for each topic, in [0, 1], in the topics' order. */
  score(text: string): readonly number[];
  scoreInSteps(text: string): Steps<readonly number[]>;
}

/** What a word of a text means for one topic. */
interface Affinity {
  readonly topic: number;
  /** How surely the word belongs to the topic. */
  readonly weight: number;
  /** The examples of the topic that have the word itself. */
  readonly examples: readonly number[];
  /** Words that mean the same count once. */
  readonly key: string;
}

/**
 * Compares texts with topics by the words that they share: exactly, in another form or spelling (letter pairs), or in
 * meaning for some well-known subjects. A topic's examples and name weigh more than its definition. A sentence's score
 * is the greater of its likeness to one example and of the share of its words that belong to the topic.
 */
export function createTopicScorer(topics: readonly GuardrailTopic[]): TopicScorer {
  const compiled = topics.map(compile);
  const index = new Map<string, Affinity[]>();
  compiled.forEach(({ words }, topic) => {
    for (const [word, { weight, examples }] of words) {
      const list = index.get(word) ?? [];
      list.push({ topic, weight, examples: [...examples], key: word });
      index.set(word, list);
    }
  });
  const similar = letterPairIndex([...index.keys()]);
  const remembered = new Map<string, readonly Affinity[]>();

  const affinitiesOf = (word: string): readonly Affinity[] => {
    const known = remembered.get(word);
    if (known) return known;
    const exact = index.get(word) ?? [];
    const spelled =
      exact.length > 0 || tells(word) < TELLS.rare
        ? exact
        : similar(word).flatMap(({ word: other, likeness }) =>
            (index.get(other) ?? []).map((one) => ({ ...one, weight: one.weight * likeness })),
          );
    const found = [...spelled];
    for (const concept of CONCEPTS_OF.get(word) ?? [])
      compiled.forEach(({ concepts }, topic) => {
        if (concepts.has(concept) && !found.some((one) => one.topic === topic))
          found.push({ topic, weight: FROM.concept, examples: [], key: word });
      });
    if (remembered.size >= 5_000) remembered.clear();
    remembered.set(word, found);
    return found;
  };

  function* scoreInSteps(text: string): Steps<readonly number[]> {
    const scores = new Array<number>(topics.length).fill(0);
    let done = 0;
    for (const piece of piecesOf(text, OVERLAP)) {
      const sentences = sentencesOf(piece);
      yield;
      for (const sentence of sentences) {
        const distinct = [...new Set(sentence)];
        const total = distinct.reduce((sum, word) => sum + tells(word), 0);
        if (total === 0) continue;
        // A word that is met for the first time is compared with many others.
        for (const word of distinct) {
          if (remembered.has(word)) continue;
          affinitiesOf(word);
          yield;
        }
        done += distinct.length;
        if (done >= WORDS_IN_A_STEP) {
          done = 0;
          yield;
        }
        for (const [topic, share] of sharesOf(distinct, affinitiesOf)) {
          const score = scoreOf(share, total, (compiled[topic] as Compiled).examples);
          if (score > (scores[topic] as number)) scores[topic] = score;
        }
      }
    }
    return scores;
  }

  return { score: (text) => atOnce(scoreInSteps(text)), scoreInSteps };
}

interface Share {
  matched: number;
  readonly examples: Map<number, number>;
  readonly keys: Set<string>;
  /** Of the words that tell much, how many there are. */
  telling: number;
}

function sharesOf(
  words: readonly string[],
  affinitiesOf: (word: string) => readonly Affinity[],
): Map<number, Share> {
  const shares = new Map<number, Share>();
  for (const word of words)
    for (const { topic, weight, examples, key } of affinitiesOf(word)) {
      const share = shares.get(topic) ?? { matched: 0, examples: new Map(), keys: new Set(), telling: 0 };
      shares.set(topic, share);
      if (share.keys.has(key)) continue;
      share.keys.add(key);
      share.matched += weight * tells(key);
      if (tells(key) >= TELLS.rare) share.telling++;
      for (const example of examples)
        share.examples.set(example, (share.examples.get(example) ?? 0) + weight * tells(key));
    }
  return shares;
}

function scoreOf(share: Share, total: number, exampleTotals: readonly number[]): number {
  if (share.telling === 0) return 0;
  const against = Math.max(0, total - share.matched) * AGAINST;
  const belonging = (share.matched / (share.matched + against)) * Math.min(1, share.matched / ENOUGH);
  let likeness = 0;
  for (const [example, matched] of share.examples) {
    const exampleTotal = exampleTotals[example] as number;
    // The cosine of the two sets of words, as far as the text's further words speak against it.
    likeness = Math.max(likeness, matched / Math.sqrt(exampleTotal * Math.max(matched, total)));
  }
  return Math.min(1, Math.max(belonging, likeness) * (share.telling === 1 ? ALONE : 1));
}

interface Compiled {
  readonly words: ReadonlyMap<string, TopicWord>;
  /** What all words of each example tell. */
  readonly examples: readonly number[];
  readonly concepts: ReadonlySet<string>;
}

interface TopicWord {
  weight: number;
  /** In how many of name, definition and examples it stands. */
  places: number;
  readonly examples: Set<number>;
}

function compile({ name, definition, examples = [] }: GuardrailTopic): Compiled {
  const words = new Map<string, TopicWord>();
  const add = (text: string, weight: number, example?: number): Set<string> => {
    const distinct = new Set(telling(text));
    for (const word of distinct) {
      const known = words.get(word);
      const entry = known ?? { weight, places: 0, examples: new Set<number>() };
      entry.weight = Math.max(entry.weight, weight);
      entry.places++;
      if (example !== undefined) entry.examples.add(example);
      words.set(word, entry);
    }
    return distinct;
  };
  add(definition, FROM.definition);
  add(name, FROM.name);
  const totals = examples.map((example, index) =>
    [...add(example, FROM.examples, index)].reduce((sum, word) => sum + tells(word), 0),
  );
  for (const entry of words.values()) if (entry.places >= KEY_WORD.places) entry.weight *= KEY_WORD.factor;
  const counts = new Map<string, number>();
  for (const word of words.keys())
    for (const concept of CONCEPTS_OF.get(word) ?? []) counts.set(concept, (counts.get(concept) ?? 0) + 1);
  const concepts = new Set(
    [...counts].flatMap(([concept, count]) => (count >= WORDS_OF_CONCEPT ? [concept] : [])),
  );
  return { words, examples: totals, concepts };
}

const telling = (text: string): string[] => sentencesOf(text).flat();

/** The stems of the telling words of each sentence. */
function sentencesOf(text: string): string[][] {
  const { forms, sentences } = readWords(normalizeText(text));
  const found: string[][] = [];
  let current: string[] = [];
  let sentence = -1;
  for (let at = 0; at < forms.length; at++) {
    if (sentences[at] !== sentence || current.length >= STRETCH) {
      const goesOn = sentences[at] === sentence;
      current = goesOn ? current.slice(-STRETCH / 2) : [];
      found.push(current);
      sentence = sentences[at] as number;
    }
    const form = forms[at] as string;
    if (!SILENT_WORDS.has(form)) current.push(stem(form));
  }
  return found;
}

/** Finds the words of a list whose letter pairs are much the same as those of a given word. */
function letterPairIndex(words: readonly string[]): (word: string) => { word: string; likeness: number }[] {
  const long = words.filter((word) => word.length >= 5 && tells(word) >= TELLS.rare);
  const byPair = new Map<string, number[]>();
  const sizes = long.map((word, index) => {
    const pairs = pairsOf(word);
    for (const pair of pairs) {
      const list = byPair.get(pair);
      if (list) list.push(index);
      else byPair.set(pair, [index]);
    }
    return pairs.size;
  });
  return (word) => {
    if (word.length < 5 || word.length > 30) return [];
    const pairs = pairsOf(word);
    const shared = new Map<number, number>();
    for (const pair of pairs)
      for (const at of byPair.get(pair) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1);
    const found: { word: string; likeness: number }[] = [];
    for (const [at, count] of shared) {
      const likeness = (2 * count) / (pairs.size + (sizes[at] as number));
      if (likeness >= SIMILAR) found.push({ word: long[at] as string, likeness });
    }
    return found;
  };
}

/** Pairs of neighbouring letters, the beginning marked: words that begin alike are alike. */
function pairsOf(word: string): Set<string> {
  const pairs = new Set<string>();
  const marked = `^${word}`;
  for (let at = 0; at + 1 < marked.length; at++) pairs.add(marked.slice(at, at + 2));
  return pairs;
}
