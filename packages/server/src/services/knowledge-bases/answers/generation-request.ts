import type { ContentBlock, ConverseRequest, Message } from '@streambed/flow/ports';
import type {
  GenerationConfiguration,
  KnowledgeBaseRetrievalResult,
} from '@streambed/model/bedrock-agent-runtime';
import type { Turn } from './conversations.ts';
import { CITATION_INSTRUCTIONS, GENERATION_TEMPLATE } from './default-templates.ts';
import { inferenceOf } from './inference.ts';
import {
  asksForCitations,
  checkGenerationTemplate,
  fillTemplate,
  type TemplatePiece,
} from './prompt-template.ts';

export interface GenerationOptions {
  readonly question: string;
  /** What was found, best first. */
  readonly passages: readonly KnowledgeBaseRetrievalResult[];
  readonly turns: readonly Turn[];
  readonly modelArn: string;
  readonly generation?: GenerationConfiguration;
  /** Of $current_time$. */
  readonly now: Date;
}

export interface GenerationRequest {
  readonly request: ConverseRequest;
  /** Whether the model was told how to cite. */
  readonly isCited: boolean;
}

/**
 * What the model is asked for an answer. With a guardrail the question is what is checked, and the passages are what the
 * answer is compared with.
 *
 * @throws FlowError `validation` for a template that has no place for the passages
 */
export const generationRequest = ({
  question,
  passages,
  turns,
  modelArn,
  generation = {},
  now,
}: GenerationOptions): GenerationRequest => {
  const template = generation.promptTemplate?.textPromptTemplate ?? GENERATION_TEMPLATE;
  checkGenerationTemplate(template);
  const pieces = withQuestion(
    fillTemplate(template, {
      query: question,
      search_results: numbered(passages),
      output_format_instructions: CITATION_INSTRUCTIONS,
      conversation_history: historyOf(turns),
      current_time: now.toISOString(),
    }),
    question,
  );
  const { guardrailConfiguration: guardrail } = generation;
  return {
    isCited: asksForCitations(template),
    request: {
      modelId: modelArn,
      messages: [
        ...turns.flatMap(earlierMessages),
        {
          role: 'user',
          content: guardrail ? guarded(pieces) : [{ text: pieces.map(({ text }) => text).join('') }],
        },
      ],
      ...inferenceOf(generation),
      ...(guardrail && {
        guardrailConfig: {
          guardrailIdentifier: guardrail.guardrailId,
          guardrailVersion: guardrail.guardrailVersion,
        },
      }),
    },
  };
};

/** A template without $query$ still answers the question: it comes last. */
const withQuestion = (pieces: readonly TemplatePiece[], question: string): readonly TemplatePiece[] =>
  pieces.some(({ placeholder }) => placeholder === 'query')
    ? pieces
    : [...pieces, { text: '\n\nQuestion: ' }, { text: question, placeholder: 'query' }];

/** Each between tags of its own, whose number is what the model cites. */
const numbered = (passages: readonly KnowledgeBaseRetrievalResult[]): string =>
  passages
    .map(({ content }, index) => {
      const name = `passage_${index + 1}`;
      return `<${name}>\n${content.text ?? ''}\n</${name}>`;
    })
    .join('\n');

const historyOf = (turns: readonly Turn[]): string =>
  turns.map(({ question, answer }) => `User: ${question}\nAssistant: ${answer}`).join('\n');

const earlierMessages = ({ question, answer }: Turn): Message[] => [
  { role: 'user', content: [{ text: question }] },
  { role: 'assistant', content: [{ text: answer }] },
];

/** Empty texts are no blocks of Converse. */
const guarded = (pieces: readonly TemplatePiece[]): ContentBlock[] =>
  pieces.flatMap(({ text, placeholder }): ContentBlock[] => {
    if (text === '') return [];
    if (placeholder === 'query')
      return [{ guardContent: { text: { text, qualifiers: ['query', 'guard_content'] } } }];
    if (placeholder === 'search_results')
      return [{ guardContent: { text: { text, qualifiers: ['grounding_source'] } } }];
    return [{ text }];
  });
