import { callWith, FlowError, type ModelPort, type ServiceCall } from '@streambed/flow/ports';
import type {
  GuardrailContentFilterConfidence,
  GuardrailContentFilterType,
  GuardrailContentSource,
} from '@streambed/model/bedrock-runtime';
import { untilAborted } from '../../../until-aborted.ts';
import type { PolicyInput } from '../policy.ts';
import { overlappingPieces } from './pieces.ts';
import { type JudgeQuestions, questionFor } from './question.ts';
import { readAnswer } from './read-answer.ts';

/**
 * A model that decides on topics, content filters, grounding and relevance of one guardrail, all in one question. Make
 * one for each guardrail: the policies created with it say what they want to know, and a text is then asked about once,
 * whichever of them asks first.
 */
export interface Judge {
  /** For `PolicyResult.decidedBy`: `judge model llama3.2`. */
  readonly name: string;
  askForTopics(topics: Directed<TopicQuestion>): void;
  askForFilters(filters: Directed<GuardrailContentFilterType>): void;
  askForGrounding(types: readonly ('GROUNDING' | 'RELEVANCE')[]): void;
  /**
   * The verdict on all texts of `input` together. Policies that ask for the same content within one call share one
   * question. Rejects with FlowError when the model fails, takes too long or gives an answer that is not of the form asked for
   * (never "nothing found", never another scorer in its place), and with the signal's reason when the caller leaves.
   */
  judge(input: PolicyInput, call: ServiceCall): Promise<Verdict>;
}

export type Directed<Question> = Readonly<Record<GuardrailContentSource, readonly Question[]>>;

export interface TopicQuestion {
  readonly name: string;
  readonly definition: string;
  readonly examples: readonly string[];
}

export interface Verdict {
  /** Names of the topics that the text is about. */
  readonly topics: ReadonlySet<string>;
  readonly filters: ReadonlyMap<GuardrailContentFilterType, GuardrailContentFilterConfidence>;
  /** In [0, 1], when asked for and there is something to be grounded in or to be relevant to. */
  readonly grounding?: number;
  readonly relevance?: number;
}

export interface JudgeOptions {
  /** How long one question may take, in ms, the model port's retries included. */
  readonly timeoutMs?: number;
  /** Makes the word that sets the judged text apart; nobody who writes a text may guess it. */
  readonly boundary?: () => string;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** Pieces of one text that are with the model at the same time. */
const AT_ONCE = 4;
/** Verdicts that are kept for one call: the policies of one check, and a stream's latest texts. */
const REMEMBERED_VERDICTS = 4;

/** @param model Asked unguarded, so that a judge is never judged. */
export function createJudge(
  model: Pick<ModelPort, 'converse'>,
  modelId: string,
  options: JudgeOptions = {},
): Judge {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, boundary = () => crypto.randomUUID() } = options;
  const topics: Record<GuardrailContentSource, TopicQuestion[]> = { INPUT: [], OUTPUT: [] };
  const filters: Record<GuardrailContentSource, GuardrailContentFilterType[]> = { INPUT: [], OUTPUT: [] };
  const groundingTypes: ('GROUNDING' | 'RELEVANCE')[] = [];
  const verdicts = new WeakMap<ServiceCall, Map<string, Promise<Verdict>>>();

  const ask = async (questions: JudgeQuestions, piece: string, call: ServiceCall): Promise<Verdict> => {
    const { request, expected } = questionFor(modelId, questions, piece, boundary);
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([call.signal, timeout]);
    try {
      const response = await untilAborted(model.converse(request, callWith(call, { signal })), signal);
      return readAnswer(response, expected);
    } catch (error) {
      call.signal.throwIfAborted();
      throw failure(
        modelId,
        timeout.aborted ? `gave no answer within ${timeoutMs / 1_000} s` : reasonOf(error),
        error,
      );
    }
  };

  const judge = async (input: PolicyInput, call: ServiceCall): Promise<Verdict> => {
    call.signal.throwIfAborted();
    const { source } = input;
    const isOutput = source === 'OUTPUT';
    const questions: JudgeQuestions = {
      source,
      topics: topics[source],
      filters: filters[source],
      groundingSources: isOutput && groundingTypes.includes('GROUNDING') ? input.groundingSources : [],
      queries: isOutput && groundingTypes.includes('RELEVANCE') ? input.queries : [],
    };
    const pieces = overlappingPieces(input.texts.join('\n\n'));
    const left = new AbortController();
    const signal = AbortSignal.any([call.signal, left.signal]);
    const found: Verdict[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let at = next++; at < pieces.length; at = next++) {
        const key = `${call.key}/judge/${at}`;
        found[at] = await ask(questions, pieces[at] as string, callWith(call, { signal, key }));
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, pieces.length) }, worker));
    } catch (error) {
      left.abort(error);
      call.signal.throwIfAborted();
      throw error;
    }
    return together(found);
  };

  return {
    name: `judge model ${modelId}`,
    askForTopics(asked) {
      topics.INPUT.push(...asked.INPUT);
      topics.OUTPUT.push(...asked.OUTPUT);
    },
    askForFilters(asked) {
      filters.INPUT.push(...asked.INPUT);
      filters.OUTPUT.push(...asked.OUTPUT);
    },
    askForGrounding(types) {
      groundingTypes.push(...types);
    },
    judge(input, call) {
      const key = JSON.stringify([input.source, input.texts, input.groundingSources, input.queries]);
      const known = verdicts.get(call) ?? new Map<string, Promise<Verdict>>();
      verdicts.set(call, known);
      const shared = known.get(key);
      if (shared) return shared;
      const verdict = judge(input, call);
      known.set(key, verdict);
      for (const oldest of known.keys()) {
        if (known.size <= REMEMBERED_VERDICTS) break;
        known.delete(oldest);
      }
      // A failure is shared by those who asked together and not kept for those who ask again.
      verdict.catch(() => known.delete(key));
      return verdict;
    },
  };
}

/** What was found in any piece was found; an answer is as grounded as its least grounded piece. */
function together(verdicts: readonly Verdict[]): Verdict {
  const topics = new Set<string>();
  const filters = new Map<GuardrailContentFilterType, GuardrailContentFilterConfidence>();
  const rank = ['NONE', 'LOW', 'MEDIUM', 'HIGH'];
  for (const verdict of verdicts) {
    for (const topic of verdict.topics) topics.add(topic);
    for (const [type, confidence] of verdict.filters)
      if (rank.indexOf(confidence) > rank.indexOf(filters.get(type) ?? 'NONE')) filters.set(type, confidence);
  }
  const grounding = verdicts.flatMap((verdict) => verdict.grounding ?? []);
  const relevance = verdicts.flatMap((verdict) => verdict.relevance ?? []);
  return {
    topics,
    filters,
    ...(grounding.length > 0 && { grounding: Math.min(...grounding) }),
    ...(relevance.length > 0 && { relevance: Math.max(...relevance) }),
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof FlowError
    ? `failed: ${error.fault.message}`
    : error instanceof Error && error.name === 'UnreadableAnswer'
      ? error.message
      : 'failed for a reason of its own';

/** Keeps the kind of what the model port said (throttling, refused credentials …), so that callers can tell. */
function failure(modelId: string, what: string, cause: unknown): FlowError {
  const known = cause instanceof FlowError ? cause.fault : undefined;
  return new FlowError(
    {
      kind: known?.kind ?? 'dependencyFailed',
      blame: known?.blame ?? 'dependency',
      ...(known?.reason && { reason: known.reason }),
      resourceName: modelId,
      message:
        `The judge model ${modelId} of the guardrail ${what.replace(/[.\s]+$/, '')}. The text was not checked and goes no further. ` +
        'Try again, configure another model as guardrails.judge.model, or remove the judge to use the built-in lexical scorer.',
    },
    { cause },
  );
}
