import {
  type Clock,
  type ConverseRequest,
  type ConverseResponse,
  type ConverseStreamEvent,
  callerFault,
  FlowError,
  type Ids,
  type ModelPort,
  modelUsageOf,
  type ServiceCall,
} from '@streambed/flow/ports';
import type { GuardrailStreamConfiguration } from '@streambed/model/bedrock-runtime';
import { answerTexts, withTexts } from './guarded-answer.ts';
import { type GuardedRequest, readRequest } from './guarded-request.ts';
import { guardedStream } from './guarded-stream.ts';
import { maskedStopReason, messageOf } from './intervention.ts';
import { JudgeCosts } from './judge-costs.ts';
import { maskedTexts } from './masked-texts.ts';
import type { GuardrailCheck, GuardrailSource, OpenGuardrail } from './open-guardrail.ts';
import { TraceRecord } from './trace-record.ts';

export interface GuardedModelWorld {
  readonly guardrails: GuardrailSource;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * The model port with `guardrailConfig` honoured: what the user says is checked before the model is asked, what the
 * model says before it leaves. A request without a guardrail goes to the model as it is.
 */
export function guardModel(model: ModelPort, world: GuardedModelWorld): ModelPort {
  return {
    async converse(request, call) {
      const guarded = await openFor(request, world.guardrails, call);
      if (!guarded) return model.converse(readRequest(request).forModel(), call);
      const { guardrail, request: read } = guarded;
      const { trace, judges, refusal, forModel } = await checkInput(guarded, world, call);
      if (refusal)
        return { ...refusal.metadata, output: { message: refusal.message }, stopReason: refusal.stopReason };
      const answer = await model.converse(forModel, call);
      try {
        const { cost: _, ...checked } = await checkAnswer(answer, { guardrail, read, trace }, judges.call);
        return { ...checked, ...judges.with(answer) };
      } catch (error) {
        // The answer does not leave unchecked, and was paid for.
        if (!(error instanceof FlowError)) throw error;
        const usage = [modelUsageOf({ ...answer, ...judges.with(answer) })];
        throw new FlowError(error.fault, { cause: error, usage });
      }
    },

    async *converseStream(request, call) {
      const guarded = await openFor(request, world.guardrails, call);
      if (!guarded) {
        yield* model.converseStream(readRequest(request).forModel(), call);
        return;
      }
      const { guardrail, request: read, config } = guarded;
      const { trace, judges, refusal, forModel } = await checkInput(guarded, world, call);
      if (refusal) {
        yield* refusalEvents(refusal);
        return;
      }
      yield* guardedStream(model.converseStream(forModel, call), {
        guardrail,
        grounding: read.grounding,
        mode: config.streamProcessingMode ?? 'sync',
        trace,
        judges,
      });
    },
  };
}

interface Guarded {
  readonly guardrail: OpenGuardrail;
  readonly request: GuardedRequest;
  readonly config: GuardrailStreamConfiguration;
}

/** Undefined when the request names no guardrail. Without a version it means the draft. */
async function openFor(
  request: ConverseRequest,
  guardrails: GuardrailSource,
  call: ServiceCall,
): Promise<Guarded | undefined> {
  const config = request.guardrailConfig;
  if (!config) return undefined;
  const { guardrailIdentifier, guardrailVersion } = config;
  if (!guardrailIdentifier) {
    if (guardrailVersion)
      throw callerFault(
        `guardrailConfig has the guardrailVersion ${guardrailVersion} and no guardrailIdentifier. Name the guardrail by its id or ARN.`,
      );
    return undefined;
  }
  const guardrail = await guardrails.open(guardrailIdentifier, guardrailVersion || 'DRAFT', call);
  return { guardrail, request: readRequest(request), config };
}

/** What checking the input came to: the answer in place of the model's, or what the model is to be asked. */
type CheckedInput = {
  readonly trace: TraceRecord;
  readonly judges: JudgeCosts;
} & (
  | { readonly refusal: Refusal; readonly forModel?: undefined }
  | { readonly refusal?: undefined; readonly forModel: ConverseRequest }
);

async function checkInput(
  { guardrail, request, config }: Guarded,
  { clock, ids }: GuardedModelWorld,
  call: ServiceCall,
): Promise<CheckedInput> {
  const trace = new TraceRecord(guardrail.id, config.trace);
  const judges = new JudgeCosts(call);
  const began = clock.monotonic();
  const { content, charactersBeside } = request;
  if (content.length === 0) return { trace, judges, forModel: request.forModel() };
  const check = await guardrail.check(
    { source: 'INPUT', content, outputScope: trace.outputScope, charactersBeside },
    judges.call,
  );
  trace.input(check);
  if (!check.blocked) return { trace, judges, forModel: request.forModel(inputTexts(check, request)) };
  const latency = clock.monotonic() - began;
  return {
    trace,
    judges,
    refusal: refusalOf(check, { trace, judges, latency, requestId: ids.uuid() }),
  };
}

/** What the model gets in place of the texts that were checked; undefined for the texts themselves. */
const inputTexts = (input: GuardrailCheck, { content }: GuardedRequest) =>
  input.response.action !== 'NONE'
    ? maskedTexts(
        input,
        content.flatMap(({ text }) => (text ? [text.text] : [])),
      )
    : undefined;

async function checkAnswer(
  answer: ConverseResponse,
  { guardrail, read, trace }: { guardrail: OpenGuardrail; read: GuardedRequest; trace: TraceRecord },
  call: ServiceCall,
): Promise<ConverseResponse> {
  const { message } = answer.output;
  const texts = answerTexts(message);
  if (texts.every((text) => text === '')) return { ...answer, ...trace.member() };
  const check = await guardrail.check(
    {
      source: 'OUTPUT',
      content: [...read.grounding, ...texts.map((text) => ({ text: { text } }))],
      outputScope: trace.outputScope,
    },
    call,
  );
  trace.output(check, texts);
  if (check.blocked)
    return {
      ...answer,
      output: { message: { role: 'assistant', content: [{ text: messageOf(check) }] } },
      stopReason: 'guardrail_intervened',
      ...trace.member(),
    };
  if (check.response.action === 'NONE') return { ...answer, ...trace.member() };
  return {
    ...answer,
    output: { message: withTexts(message, maskedTexts(check, texts)) },
    stopReason: maskedStopReason(answer.stopReason),
    ...trace.member(),
  };
}

interface Refusal {
  readonly message: ConverseResponse['output']['message'];
  readonly text: string;
  readonly stopReason: 'guardrail_intervened';
  readonly metadata: Omit<ConverseResponse, 'output' | 'stopReason'>;
}

/** The answer when the model was not asked. */
function refusalOf(
  input: GuardrailCheck,
  {
    trace,
    judges,
    latency,
    requestId,
  }: {
    readonly trace: TraceRecord;
    readonly judges: JudgeCosts;
    readonly latency: number;
    readonly requestId: string;
  },
): Refusal {
  const text = messageOf(input);
  return {
    text,
    message: { role: 'assistant', content: [{ text }] },
    stopReason: 'guardrail_intervened',
    metadata: {
      usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
      metrics: { latencyMs: Math.round(latency) },
      requestId,
      servedBy: `guardrail ${trace.guardrailId}`,
      ...judges.with({ cost: { usd: 0 } }),
      ...trace.member(),
    },
  };
}

function* refusalEvents({ text, stopReason, metadata }: Refusal): Generator<ConverseStreamEvent> {
  yield { messageStart: { role: 'assistant' } };
  yield { contentBlockDelta: { contentBlockIndex: 0, delta: { text } } };
  yield { contentBlockStop: { contentBlockIndex: 0 } };
  yield { messageStop: { stopReason } };
  yield { metadata };
}
