import type { ConverseResponse } from '@streambed/flow/ports';
import type {
  GuardrailContentFilterConfidence,
  GuardrailContentFilterType,
} from '@streambed/model/bedrock-runtime';
import type { Verdict } from './judge.ts';
import type { ExpectedAnswer } from './question.ts';

/** An answer that is not of the form asked for. The message goes on "The judge model … of the guardrail". */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** No honest answer is longer; 30 topics and 6 filters take some 600 characters. */
const LONGEST_ANSWER = 8_000;
const CONFIDENCES: readonly string[] = [
  'NONE',
  'LOW',
  'MEDIUM',
  'HIGH',
] satisfies GuardrailContentFilterConfidence[];

/**
 * Reads a judge's answer: one JSON object with every member that was asked for, no other and none twice, each of its
 * kind; a code fence around it is fine. Throws UnreadableAnswer for everything else: a doubtful answer is no verdict.
 */
export function readAnswer(response: ConverseResponse, expected: ExpectedAnswer): Verdict {
  const { stopReason } = response;
  if (stopReason !== 'end_turn' && stopReason !== 'stop_sequence')
    throw new UnreadableAnswer(`stopped before its answer was complete (${String(stopReason)})`);
  const text = (response.output.message.content ?? [])
    .map((block) => block.text ?? '')
    .join('')
    .trim();
  if (text.length > LONGEST_ANSWER)
    throw new UnreadableAnswer('gave an answer that is too long to be a verdict');
  const json = withoutFence(text);
  const answer = objectOf(parse(json), 'answer', [
    ...(expected.topics.size > 0 ? ['topics'] : []),
    ...(expected.filters.length > 0 ? ['filters'] : []),
    ...(expected.grounding ? ['grounding'] : []),
    ...(expected.relevance ? ['relevance'] : []),
  ]);
  const members = membersAsked(expected);
  // JSON.parse keeps the last of two members of one name. No value asked for holds a colon, so colons count members.
  if (json.split(':').length - 1 !== members)
    throw new UnreadableAnswer('gave an answer in which something stands twice');
  return {
    topics: topicsOf(answer, expected),
    filters: filtersOf(answer, expected),
    ...(expected.grounding && { grounding: scoreOf(answer, 'grounding') }),
    ...(expected.relevance && { relevance: scoreOf(answer, 'relevance') }),
  };
}

const membersAsked = ({ topics, filters, grounding, relevance }: ExpectedAnswer): number =>
  (topics.size > 0 ? topics.size + 1 : 0) +
  (filters.length > 0 ? filters.length + 1 : 0) +
  (grounding ? 1 : 0) +
  (relevance ? 1 : 0);

function withoutFence(text: string): string {
  if (!text.startsWith('```') || !text.endsWith('```') || text.length < 6) return text;
  const inner = text.slice(3, -3);
  const line = inner.indexOf('\n');
  const language = line < 0 ? '' : inner.slice(0, line).trim();
  return (language === '' || language.toLowerCase() === 'json' ? inner.slice(line + 1) : inner).trim();
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UnreadableAnswer('gave an answer that is no JSON object');
  }
}

/** The value as an object with exactly these members. */
function objectOf(value: unknown, name: string, members: readonly string[]): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UnreadableAnswer(`gave an answer whose ${name} is no object`);
  const found = new Map<string, unknown>(Object.entries(value));
  const missing = members.find((member) => !found.has(member));
  if (missing !== undefined)
    throw new UnreadableAnswer(`gave an answer without ${name === 'answer' ? '' : `${name}.`}${missing}`);
  if (found.size !== members.length)
    throw new UnreadableAnswer(`gave an answer with members that were not asked for in ${name}`);
  return found;
}

function topicsOf(answer: Map<string, unknown>, { topics }: ExpectedAnswer): Set<string> {
  const found = new Set<string>();
  if (topics.size === 0) return found;
  for (const [key, isAbout] of objectOf(answer.get('topics'), 'topics', [...topics.keys()])) {
    if (typeof isAbout !== 'boolean')
      throw new UnreadableAnswer(`gave an answer in which topics.${key} is neither true nor false`);
    if (isAbout) found.add(topics.get(key) as string);
  }
  return found;
}

function filtersOf(
  answer: Map<string, unknown>,
  { filters }: ExpectedAnswer,
): Map<GuardrailContentFilterType, GuardrailContentFilterConfidence> {
  const found = new Map<GuardrailContentFilterType, GuardrailContentFilterConfidence>();
  if (filters.length === 0) return found;
  for (const [type, confidence] of objectOf(answer.get('filters'), 'filters', filters)) {
    const word = typeof confidence === 'string' ? confidence.toUpperCase() : '';
    if (!CONFIDENCES.includes(word))
      throw new UnreadableAnswer(
        `gave an answer in which filters.${type} is none of NONE, LOW, MEDIUM and HIGH`,
      );
    found.set(type as GuardrailContentFilterType, word as GuardrailContentFilterConfidence);
  }
  return found;
}

function scoreOf(answer: Map<string, unknown>, name: 'grounding' | 'relevance'): number {
  const score = answer.get(name);
  if (typeof score !== 'number' || !(score >= 0 && score <= 1))
    throw new UnreadableAnswer(`gave an answer in which ${name} is no number from 0 to 1`);
  return score;
}
