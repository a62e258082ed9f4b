import {
  type AnswerEvent,
  type AnswerStream,
  type Clock,
  callerFault,
  callWith,
  type GuardrailPort,
  type Ids,
  type KnowledgeBasePort,
  type ModelPort,
  type ServiceCall,
} from '@streambed/flow/ports';
import type {
  Citation,
  ExternalSourcesRetrieveAndGenerateConfiguration,
  GuadrailAction,
  KnowledgeBaseRetrievalResult,
  KnowledgeBaseRetrieveAndGenerateConfiguration,
  RetrieveAndGenerateRequest,
  RetrieveAndGenerateResponse,
} from '@streambed/model/bedrock-agent-runtime';
import { type GuardedQuestion, guardedQuestion } from '../guarded-question.ts';
import { attribute } from './attribute.ts';
import { CitationWriter } from './citations.ts';
import { type CitedEvent, CitedText } from './cited-text.ts';
import { type Conversation, Conversations } from './conversations.ts';
import { NOTHING_FOUND } from './default-templates.ts';
import { type ExternalSourcesWorld, passagesOfSources } from './external-sources.ts';
import { type GenerationRequest, generationRequest } from './generation-request.ts';
import { mergeResults } from './merge-results.ts';
import { asksForQueries, searchQueries } from './search-queries.ts';

export interface Answers {
  /** RetrieveAndGenerate. Rejects as KnowledgeBasePort.retrieveAndGenerate does. */
  answer(request: RetrieveAndGenerateRequest, call: ServiceCall): Promise<RetrieveAndGenerateResponse>;
  /** RetrieveAndGenerateStream. */
  answerStream(request: RetrieveAndGenerateRequest, call: ServiceCall): Promise<AnswerStream>;
}

export interface AnswersWorld {
  readonly retrieve: KnowledgeBasePort['retrieve'];
  /** Guarded: it honours guardrailConfig. */
  readonly model: ModelPort;
  /** For questions that a model reads before the guarded one. */
  readonly guardrails: GuardrailPort;
  readonly sources: ExternalSourcesWorld;
  /** Whether what answered can write a question of its own. The offline model cannot. */
  writes(servedBy: string): boolean;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Results of a search that does not say how many (services-data.md section 3). */
const DEFAULT_RESULTS = 5;

/** Answers from knowledge bases: searches, asks a model with what was found, and cites (services-data.md section 3). */
export const createAnswers = ({
  retrieve,
  model,
  guardrails,
  sources,
  writes,
  clock,
  ids,
}: AnswersWorld): Answers => {
  const conversations = new Conversations({ clock, ids });

  const search = async (
    question: string,
    { turns }: Conversation,
    configuration: KnowledgeBaseRetrieveAndGenerateConfiguration,
    call: ServiceCall,
  ): Promise<readonly KnowledgeBaseRetrievalResult[]> => {
    const { knowledgeBaseId, modelArn, orchestrationConfiguration, retrievalConfiguration } = configuration;
    const queries = await searchQueries(
      {
        question,
        turns,
        modelArn,
        ...(orchestrationConfiguration && { orchestration: orchestrationConfiguration }),
        now: new Date(clock.now()),
      },
      { model, writes },
      callWith(call, { key: `${call.key}/orchestration` }),
    );
    const found = await Promise.all(
      queries.map((text, index) =>
        retrieve(
          {
            knowledgeBaseId,
            retrievalQuery: { text },
            ...(retrievalConfiguration && { retrievalConfiguration }),
          },
          callWith(call, { key: `${call.key}/search/${index}` }),
        ),
      ),
    );
    const most = retrievalConfiguration?.vectorSearchConfiguration?.numberOfResults ?? DEFAULT_RESULTS;
    return mergeResults(
      found.map(({ response }) => response.retrievalResults),
      most,
    );
  };

  const find = (
    question: string,
    conversation: Conversation,
    asked: Asked,
    call: ServiceCall,
  ): Promise<readonly KnowledgeBaseRetrievalResult[]> =>
    'knowledgeBase' in asked
      ? search(question, conversation, asked.knowledgeBase, call)
      : passagesOfSources(asked.documents.sources, question, sources, call);

  const answerStream = async (
    request: RetrieveAndGenerateRequest,
    call: ServiceCall,
  ): Promise<AnswerStream> => {
    const asked = askedOf(request);
    const { modelArn, generationConfiguration: generation } = settingsOf(asked);
    const conversation = conversations.open(request.sessionId, call);
    const options = {
      question: request.input.text,
      turns: conversation.turns,
      modelArn,
      ...(generation && { generation }),
      now: new Date(clock.now()),
    };
    // Before anything is searched or paid for: what is wrong with the request itself.
    generationRequest({ ...options, passages: [] });
    const { sessionId } = conversation;
    const check = async (): Promise<GuardedQuestion> =>
      generation?.guardrailConfiguration
        ? guardedQuestion(options.question, generation.guardrailConfiguration, guardrails, call)
        : { verdict: 'passed', text: options.question };
    // What the guardrail stopped is no part of the conversation: later questions would bring it back unchecked.
    const remember: Remember = (answer) =>
      conversations.add(conversation, answer ? { question: options.question, answer } : undefined, call);

    const isAskedBefore =
      'knowledgeBase' in asked &&
      asksForQueries(conversation.turns, asked.knowledgeBase.orchestrationConfiguration);
    // The model that writes the answer is guarded; the one that is asked what to search for is not.
    const early = isAskedBefore ? await check() : undefined;
    if (early?.verdict === 'blocked') return { sessionId, events: stopped(early, remember) };
    const question = early?.text ?? options.question;
    const passages = await find(question, conversation, asked, call);
    if (passages.length > 0) {
      const generated = generationRequest({ ...options, question, passages });
      const isMasked = early?.verdict === 'masked';
      return { sessionId, events: written(generated, { passages, isMasked, remember, model, call }) };
    }
    const late = early ?? (await check());
    return {
      sessionId,
      events: late.verdict === 'blocked' ? stopped(late, remember) : nothingFound(late, remember),
    };
  };

  return {
    answerStream,
    async answer(request, call) {
      const { sessionId, events } = await answerStream(request, call);
      let text = '';
      const citations: Citation[] = [];
      let guardrailAction: GuadrailAction = 'NONE';
      for await (const event of events) {
        if ('output' in event) text += event.output.text;
        else if ('citation' in event) citations.push(event.citation);
        else guardrailAction = event.guardrail.action;
      }
      const { generationConfiguration } = settingsOf(askedOf(request));
      const isGuarded = generationConfiguration?.guardrailConfiguration !== undefined;
      return {
        sessionId,
        output: { text },
        citations,
        ...(isGuarded && { guardrailAction }),
      };
    },
  };
};

/** What an answer is asked of. */
type Asked =
  | { readonly knowledgeBase: KnowledgeBaseRetrieveAndGenerateConfiguration }
  | { readonly documents: ExternalSourcesRetrieveAndGenerateConfiguration };

const settingsOf = (asked: Asked) => ('knowledgeBase' in asked ? asked.knowledgeBase : asked.documents);

/** Throws FlowError `validation` where the request does not say. */
const askedOf = ({ retrieveAndGenerateConfiguration: configuration }: RetrieveAndGenerateRequest): Asked => {
  const name = 'retrieveAndGenerateConfiguration';
  if (!configuration)
    throw callerFault(`${name} is missing: it says what to answer from, and by which model.`);
  const { type, knowledgeBaseConfiguration, externalSourcesConfiguration } = configuration;
  if (type === 'EXTERNAL_SOURCES') {
    if (externalSourcesConfiguration) return { documents: externalSourcesConfiguration };
    throw callerFault(`${name} of type EXTERNAL_SOURCES needs externalSourcesConfiguration.`);
  }
  if (knowledgeBaseConfiguration) return { knowledgeBase: knowledgeBaseConfiguration };
  throw callerFault(`${name} of type KNOWLEDGE_BASE needs knowledgeBaseConfiguration.`);
};

/** Keeps what was answered, if anything was; undefined where the guardrail intervened. */
type Remember = (answer: string | undefined) => void;

async function* stopped({ text }: GuardedQuestion, remember: Remember): AsyncGenerator<AnswerEvent> {
  yield { output: { text } };
  yield { guardrail: { action: 'INTERVENED' } };
  remember(undefined);
}

async function* nothingFound({ verdict }: GuardedQuestion, remember: Remember): AsyncGenerator<AnswerEvent> {
  yield { output: { text: NOTHING_FOUND } };
  const isMasked = verdict === 'masked';
  if (isMasked) yield { guardrail: { action: 'INTERVENED' } };
  remember(isMasked ? undefined : NOTHING_FOUND);
}

interface Writing {
  readonly passages: readonly KnowledgeBaseRetrievalResult[];
  /** Whether the guardrail changed the question already. */
  readonly isMasked: boolean;
  readonly remember: Remember;
  readonly model: ModelPort;
  readonly call: ServiceCall;
}

async function* written(
  { request, isCited }: GenerationRequest,
  { passages, isMasked, remember, model, call }: Writing,
): AsyncGenerator<AnswerEvent> {
  const reader = new CitedText(isCited ? passages.length : 0);
  const citations = new CitationWriter(passages);
  const parts: Citation[] = [];
  let text = '';
  let isIntervened = isMasked;
  let hasMarks = false;
  const told = function* (events: readonly CitedEvent[]): Generator<AnswerEvent> {
    for (const event of events) {
      if ('text' in event) {
        text += event.text;
        yield { output: event };
        continue;
      }
      hasMarks ||= event.part.sources.length > 0;
      // Until a mark is seen nobody knows whether the model cites at all.
      parts.push(citations.write(event.part));
      if (hasMarks) for (const citation of parts.splice(0)) yield { citation };
    }
  };
  for await (const event of model.converseStream(request, call)) {
    if ('contentBlockDelta' in event) yield* told(reader.push(event.contentBlockDelta.delta.text ?? ''));
    else if ('messageStop' in event) isIntervened ||= event.messageStop.stopReason === 'guardrail_intervened';
    else if ('metadata' in event) call.onFurtherCost?.(event.metadata.cost);
  }
  yield* told(reader.end());
  if (isIntervened) yield { guardrail: { action: 'INTERVENED' } };
  if (!hasMarks && isCited) {
    const writer = new CitationWriter(passages);
    const attributed = attribute(
      text,
      passages.map(({ content }) => content.text ?? ''),
    );
    // The guardrail's message rests on nothing; an answer that it masked rests on what it did.
    if (!isIntervened || attributed.some(({ sources }) => sources.length > 0))
      for (const part of attributed) yield { citation: writer.write(part) };
  } else if (!isIntervened || hasMarks) for (const citation of parts) yield { citation };
  remember(isIntervened ? undefined : text);
}
