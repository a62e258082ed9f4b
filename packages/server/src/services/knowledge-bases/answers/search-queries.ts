import type { ModelPort, ServiceCall } from '@streambed/flow/ports';
import type { OrchestrationConfiguration } from '@streambed/model/bedrock-agent-runtime';
import { textSaid } from '../text-said.ts';
import type { Turn } from './conversations.ts';
import { DECOMPOSE_INSTRUCTIONS, ORCHESTRATION_TEMPLATE, REWRITE_INSTRUCTIONS } from './default-templates.ts';
import { inferenceOf } from './inference.ts';
import { checkOrchestrationTemplate, fillTemplate } from './prompt-template.ts';

export interface SearchQueriesOptions {
  readonly question: string;
  readonly turns: readonly Turn[];
  readonly modelArn: string;
  readonly orchestration?: OrchestrationConfiguration;
  /** Of $current_time$. */
  readonly now: Date;
}

export interface SearchQueriesWorld {
  readonly model: ModelPort;
  /** Whether what answered can write a question of its own. The offline model cannot. */
  writes(servedBy: string): boolean;
}

/** So many are searched for, and none is longer (characters). */
const MOST_QUERIES = 5;
const LONGEST_QUERY = 1_000;

/** Whether a model is asked what to search for. */
export const asksForQueries = (
  turns: readonly Turn[],
  { promptTemplate, queryTransformationConfiguration }: OrchestrationConfiguration = {},
): boolean =>
  turns.length > 0 ||
  queryTransformationConfiguration?.type === 'QUERY_DECOMPOSITION' ||
  promptTemplate?.textPromptTemplate !== undefined;

/**
 * What to search for, for a question. A model writes it where the question stands in a conversation, is to be broken up,
 * or somebody brought a template for it; otherwise it is the question itself, and no model is asked.
 *
 * @returns at least one query
 */
export const searchQueries = async (
  { question, turns, modelArn, orchestration = {}, now }: SearchQueriesOptions,
  { model, writes }: SearchQueriesWorld,
  call: ServiceCall,
): Promise<readonly string[]> => {
  const template = orchestration.promptTemplate?.textPromptTemplate;
  if (template !== undefined) checkOrchestrationTemplate(template);
  const breaksUp = orchestration.queryTransformationConfiguration?.type === 'QUERY_DECOMPOSITION';
  if (!asksForQueries(turns, orchestration)) return [question];

  const prompt = fillTemplate(template ?? ORCHESTRATION_TEMPLATE, {
    query: question,
    conversation_history: historyOf(turns),
    output_format_instructions: breaksUp ? DECOMPOSE_INSTRUCTIONS : REWRITE_INSTRUCTIONS,
    current_time: now.toISOString(),
  });
  const answer = await model.converse(
    {
      modelId: modelArn,
      messages: [{ role: 'user', content: [{ text: prompt.map(({ text }) => text).join('') }] }],
      ...inferenceOf(orchestration),
    },
    call,
  );
  call.onFurtherCost?.(answer.cost);
  // What tells nothing new searches as people do: with the words of the question before.
  if (!writes(answer.servedBy)) return [[turns.at(-1)?.question ?? '', question].join(' ').trim()];
  const lines = textSaid(answer)
    .split('\n')
    .map((line) => line.replace(LIST_MARK, '').trim().replace(QUOTED, '$1').slice(0, LONGEST_QUERY))
    .filter((line) => line !== '');
  const told = lines.filter((line) => !line.endsWith(':'));
  const queries = told.length > 0 ? told : lines;
  if (queries.length === 0) return [question];
  return [...new Set(queries)].slice(0, breaksUp ? MOST_QUERIES : 1);
};

/** `1. `, `2) `, `- `: models write lists where lines were asked for. */
const LIST_MARK = /^\s*(?:\d{1,2}[.)]|[-*•])\s+/;
/** And quotation marks around what they wrote. A line that ends in a colon announces what comes. */
const QUOTED = /^["“«](.*)["”»]$/;

const historyOf = (turns: readonly Turn[]): string =>
  turns.map(({ question, answer }) => `User: ${question}\nAssistant: ${answer}`).join('\n');
