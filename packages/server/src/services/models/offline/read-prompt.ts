import { type Span, sentencesOf } from '../../sentences.ts';
import {
  asksForChoice,
  bulletLabels,
  inlineLabels,
  type Label,
  LISTS_LABELS,
  labelOfBullet,
} from './labels.ts';

/** What the offline model understands of a request: no meaning, only which part is told and which part is given. */
export interface Reading {
  /** Labels the instruction offers; empty for none. */
  readonly labels: readonly Label[];
  /** What is asked: instructions and questions. */
  readonly query: string;
  /** Of that the questions; empty for none. */
  readonly question: string;
  /** What an answer may be made of, in its order. */
  readonly material: readonly string[];
  /** What speaks for one label or another: what was given, and questions. Empty without labels. */
  readonly evidence: readonly string[];
  /** How many sentences the instruction asks for, if it says. */
  readonly sentences?: number;
  /** What is to be answered, word for word, where the material does not hold the answer; if the instruction says. */
  readonly otherwise?: string;
}

const INSTRUCTION_VERBS = new Set(
  (
    'act add analyse analyze answer apply assign assume be break brainstorm categorise categorize change check choose ' +
    'cite classify combine come compare complete compose convert correct count create decide define derive describe design ' +
    'detect determine do draft edit evaluate explain extract find fix focus format generate give help here identify if ' +
    'ignore improve include interpret judge keep label let limit list make match mention merge never name output ' +
    'paraphrase pick please predict print produce proofread propose provide put rate read recommend refine rephrase reply ' +
    'report respond return review revise rewrite route say score select send shorten show sort state suggest summarise ' +
    'summarize sum tag tell think transform translate turn use using validate verify write you your'
  ).split(' '),
);

const QUESTION_LINE = /^(?:question|query|q|user question|user query)\s*[:：]/iu;
const MATERIAL_MARK = /^[\p{L}][\p{L} ]{0,30}[:：]\s*(?=\S)/u;
const DELIMITER = /^(?:<\/?[a-z][\w-]*>|```\w*|"""|'''|---+|===+|###+)$/iu;
const NUMBER_WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const SENTENCE_COUNT =
  /\b(?:(\d{1,2})|(one|two|three|four|five|six|seven|eight|nine|ten|single|a))[- ](?:short |concise |brief |clear |key |main |single |bullet )*(?:sentences?|bullets?|points?|lines?|facts?|takeaways?|headlines?|titles?)\b/iu;

/** Three words at least. */
const MIN_GIVEN = /\S\s+\S+\s+\S/u;

/** Long prompts are read up to here, so that one call cannot hold the server's only thread for long. */
const MAX_READ = 200_000;
const MAX_SENTENCES = 5_000;
/** Labels are looked for in so many instructions; where more begin with a verb, they are no instructions. */
const MAX_INSTRUCTIONS = 50;

/**
 * Reads a request. `prompt` is the last user message, `system` the system text, `earlier` the messages before it.
 * Up to the first delimiter (a line ending in a colon, a tag, a fence) sentences that begin with an imperative, and
 * questions, are instructions; what follows is material, but for instructions and questions in the last line.
 */
export function readPrompt(prompt: string, system = '', earlier = ''): Reading {
  const text = prompt.slice(0, MAX_READ);
  const spans = sentencesOf(text).slice(0, MAX_SENTENCES);
  const { asked, material, otherwise } = sort(text, spans);
  const query = system === '' ? asked.join('\n') : [system, ...asked].join('\n');
  const labels = findLabels(text, system, asked);
  const count = sentenceCount(query);
  const given = material.filter((sentence) => !isListed(sentence, labels));
  return {
    labels,
    query,
    question: asked.filter((sentence) => isQuestion(sentence)).join('\n'),
    material: firstFilled(
      () => given,
      () => sentenceTexts(earlier.slice(0, MAX_READ)),
      () => sentenceTexts(system.slice(0, MAX_READ)).filter((sentence) => !isInstruction(sentence)),
      () => sentenceTexts(text),
      () => sentenceTexts(system.slice(0, MAX_READ)),
    ),
    evidence: labels.length > 0 ? evidenceIn(given, asked) : [],
    ...(count === undefined ? {} : { sentences: count }),
    ...(otherwise === undefined ? {} : { otherwise }),
  };
}

/** Sentences that list the labels speak for all of them alike. */
function evidenceIn(given: readonly string[], asked: readonly string[]): readonly string[] {
  const others = asked
    .slice(0, MAX_INSTRUCTIONS)
    .filter((sentence) => !LISTS_LABELS.test(sentence) && !inlineLabels(sentence));
  const evidence = [...given, ...others.filter((sentence) => sentence.endsWith('?'))];
  return evidence.length > 0 ? evidence : others;
}

/** Parts the sentences of a prompt into what is asked and what is given. */
function sort(
  text: string,
  spans: readonly Span[],
): { asked: string[]; material: string[]; otherwise: string | undefined } {
  const asked: string[] = [];
  const material: string[] = [];
  const lastLine = text.trimEnd().lastIndexOf('\n');
  let delimited = false;
  let otherwise: string | undefined;
  for (const { start, end } of spans) {
    const sentence = text.slice(start, end);
    if (DELIMITER.test(sentence)) {
      delimited = true;
      continue;
    }
    const instead = delimited ? undefined : otherwiseOf(sentence);
    if (instead !== undefined) {
      otherwise = instead;
      continue;
    }
    const tells = QUESTION_LINE.test(sentence) || LISTS_LABELS.test(sentence) || isInstruction(sentence);
    if (!tells || (delimited && !QUESTION_LINE.test(sentence) && start < lastLine)) {
      material.push(sentence.replace(MATERIAL_MARK, ''));
      continue;
    }
    const told = delimited ? sentence.length : endOfInstruction(sentence);
    asked.push(sentence.slice(0, told));
    const rest = sentence.slice(told).trim();
    if (rest !== '') material.push(rest);
    if (rest !== '' || /[:：]$/u.test(sentence)) delimited = true;
  }
  return { asked, material, otherwise };
}

/** `If the text does not say, answer exactly: I do not know.` and `… answer exactly "I do not know".` */
function otherwiseOf(sentence: string): string | undefined {
  const exactly = /^if\b/iu.test(sentence) ? /\bexactly\b[:：]?/iu.exec(sentence) : null;
  if (!exactly || !/\b(?:not|no|nothing|cannot)\b|n['’]t\b/iu.test(sentence.slice(0, exactly.index)))
    return undefined;
  const rest = sentence.slice(exactly.index + exactly[0].length).trim();
  const quoted = /^["“«]([^"”»]+)["”»]/u.exec(rest)?.[1];
  const given = (quoted ?? rest).trim();
  // `exactly one word` says how, not what.
  return quoted !== undefined || /[:：]$/u.test(exactly[0]) ? given || undefined : undefined;
}

/** `Summarize: the text …` tells up to its colon; a list of labels after a colon still belongs to what is told. */
function endOfInstruction(sentence: string): number {
  if (!isImperative(sentence)) return sentence.length;
  if (!/[:：]\s/u.test(sentence)) return sentence.length;
  const labels = inlineLabels(sentence);
  const from = labels?.end ?? 0;
  const colon = sentence.slice(from).search(/[:：](?=\s+\S)/u);
  if (colon < 0 || LISTS_LABELS.test(sentence)) return sentence.length;
  const end = from + colon + 1;
  // `… the following number of songs: 3.` still tells; what is given is longer.
  return labels || MIN_GIVEN.test(sentence.slice(end)) ? end : sentence.length;
}

/** The question itself, without the word that announces it. */
export const withoutMark = (question: string): string => question.replace(QUESTION_LINE, '');

function findLabels(text: string, system: string, asked: readonly string[]): readonly Label[] {
  if (asksForChoice(text) || asksForChoice(system)) {
    const bullets = bulletLabels(text) ?? bulletLabels(system);
    if (bullets) return bullets;
  }
  const instructions = asked.slice(0, MAX_INSTRUCTIONS);
  if (system !== '')
    instructions.push(...sentenceTexts(system.slice(0, MAX_READ)).slice(0, MAX_INSTRUCTIONS));
  for (const sentence of instructions) {
    const found = inlineLabels(sentence);
    if (found) return found.labels;
  }
  return [];
}

const isInstruction = (sentence: string): boolean => sentence.endsWith('?') || isImperative(sentence);

const isQuestion = (sentence: string): boolean => sentence.endsWith('?') || QUESTION_LINE.test(sentence);

function isImperative(sentence: string): boolean {
  const first = /[\p{L}']+/u.exec(sentence)?.[0].toLowerCase();
  return first !== undefined && INSTRUCTION_VERBS.has(first);
}

const isListed = (sentence: string, labels: readonly Label[]): boolean => {
  if (labels.length === 0) return false;
  const name = labelOfBullet(sentence)?.name;
  return name !== undefined && labels.some((label) => label.name === name);
};

const sentenceTexts = (text: string): string[] =>
  sentencesOf(text).map((span) => text.slice(span.start, span.end));

function firstFilled(...choices: readonly (() => string[])[]): string[] {
  for (const choice of choices) {
    const found = choice();
    if (found.length > 0) return found;
  }
  return [];
}

function sentenceCount(query: string): number | undefined {
  const match = SENTENCE_COUNT.exec(query);
  if (!match) return undefined;
  if (match[1] !== undefined) return Math.max(1, Number(match[1]));
  return Math.max(1, NUMBER_WORDS.indexOf(match[2]?.toLowerCase() ?? '') + 1);
}
