import type {
  Clock,
  ConverseRequest,
  ConverseResponse,
  ConverseStreamEvent,
  Ids,
  ModelPort,
} from '@streambed/flow/ports';
import type { GuardrailRecord, Store } from '../../store/index.ts';
import { answerEvents } from '../models/calls/answer-events.ts';
import { createEmbeddedGuardrails, type EmbeddedGuardrailsWorld } from './embedded.ts';
import { guardModel } from './guarded-model.ts';
import type { GuardrailSource } from './open-guardrail.ts';
import type { Mask, Policy } from './policies/policy.ts';

export { collected as eventsOf, textOf } from '../outcomes.fixture.ts';

export const GUARDRAIL_ID = 'gr1234567890';

/** A version of a guardrail as the store has it. */
export const guardrailRecord = (change: Partial<GuardrailRecord> = {}): GuardrailRecord => ({
  id: GUARDRAIL_ID,
  version: 0,
  name: 'house-rules',
  policies: {},
  blockedInputMessaging: 'This cannot be asked.',
  blockedOutputsMessaging: 'This cannot be answered.',
  status: 'READY',
  lastVersion: 1,
  createdAt: 1_000,
  updatedAt: 1_000,
  ...change,
});

/** A store that holds these guardrails in one account and region. */
export const storeOf = (...records: readonly GuardrailRecord[]): Pick<Store, 'guardrails'> => ({
  guardrails: {
    get: async ({ accountId, region }: { accountId: string; region: string }, id: string, version: number) =>
      accountId === '000000000000' && region === 'us-east-1'
        ? records.find((record) => record.id === id && record.version === version)
        : undefined,
  } as unknown as Store['guardrails'],
});

/** Time that goes on by one ms whenever somebody looks. */
export const steppingClock = (): Clock => {
  let now = 0;
  return { now: () => ++now, monotonic: () => ++now, after: () => () => {} };
};

export const countedIds = (): Ids => {
  let count = 0;
  return {
    resourceId: () => String(++count).padStart(10, '0'),
    uuid: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
  };
};

/** Our own patterns, as `matchAll` takes them; what they find has the action. */
export interface FakeRule {
  readonly type: 'EMAIL' | 'CREDIT_DEBIT_CARD_NUMBER' | 'PIN' | 'NAME';
  readonly pattern: RegExp;
  readonly action: 'BLOCK' | 'ANONYMIZE' | 'NONE';
}

/** A policy that finds by patterns: small, exact, and with every kind of action. */
export const fakePolicy = (...rules: readonly FakeRule[]): Policy => ({
  check({ texts }) {
    const masks: Mask[] = [];
    const piiEntities = new Map<string, ReturnType<typeof entity>>();
    for (const [text, content] of texts.entries())
      for (const rule of rules)
        for (const found of content.matchAll(rule.pattern)) {
          piiEntities.set(`${rule.type} ${found[0]}`, entity(rule, found[0]));
          if (rule.action === 'ANONYMIZE')
            masks.push({
              text,
              start: found.index,
              end: found.index + found[0].length,
              replacement: `{${rule.type}}`,
            });
        }
    const found = [...piiEntities.values()];
    return {
      assessment:
        found.length === 0 ? {} : { sensitiveInformationPolicy: { piiEntities: found, regexes: [] } },
      blocked: found.some(({ action }) => action === 'BLOCKED'),
      masks,
    };
  },
});

const entity = ({ type, action }: FakeRule, match: string) =>
  ({
    match,
    type,
    action: action === 'BLOCK' ? 'BLOCKED' : action === 'ANONYMIZE' ? 'ANONYMIZED' : 'NONE',
    detected: true,
  }) as const;

export const EMAIL: FakeRule = {
  type: 'EMAIL',
  pattern: /(?<![\w.@-])[a-z]+@[a-z]+\.(?:com|org)(?![\w-])/g,
  action: 'ANONYMIZE',
};
export const CARD: FakeRule = {
  type: 'CREDIT_DEBIT_CARD_NUMBER',
  pattern: /(?<![\d])(?<!\d )\d{4} \d{4} \d{4} \d{4}(?! ?\d)/g,
  action: 'BLOCK',
};

/** Guardrails whose one policy is given, with everything configured that gives streams their usual reach. */
export const guardrailsOf = (
  policy: Policy,
  change: Partial<GuardrailRecord> = {},
  world: Partial<EmbeddedGuardrailsWorld> = {},
): GuardrailSource =>
  createEmbeddedGuardrails({
    store: storeOf(
      guardrailRecord({
        policies: {
          sensitiveInformationPolicy: { piiEntities: [{ type: 'EMAIL', action: 'ANONYMIZE' }], regexes: [] },
        },
        ...change,
      }),
    ),
    clock: steppingClock(),
    compile: async () => [{ name: 'sensitiveInformationPolicy', policy }],
    hasJudge: false,
    ...world,
  });

export interface ScriptedModel extends ModelPort {
  /** What it was asked, in order. */
  readonly requests: readonly ConverseRequest[];
  /** Events that were read of its streams. */
  readonly read: number;
  /** Streams that were left or came to their end. */
  readonly ended: number;
}

export const USAGE = { inputTokens: 11, outputTokens: 22, totalTokens: 33 };

export const answerOf = (text: string, change: Partial<ConverseResponse> = {}): ConverseResponse => ({
  output: { message: { role: 'assistant', content: [{ text }] } },
  stopReason: 'end_turn',
  usage: USAGE,
  metrics: { latencyMs: 5 },
  requestId: 'model-request',
  servedBy: 'a script',
  ...change,
});

/** A model that answers what it is told to; its streams are the events given, or those of the answer. */
export function scriptedModel(
  answer: ConverseResponse,
  events: readonly ConverseStreamEvent[] = [...answerEvents(answer)],
): ScriptedModel {
  const requests: ConverseRequest[] = [];
  let read = 0;
  let ended = 0;
  return {
    requests,
    get read() {
      return read;
    },
    get ended() {
      return ended;
    },
    async converse(request) {
      requests.push(request);
      return answer;
    },
    async *converseStream(request) {
      requests.push(request);
      try {
        for (const event of events) {
          read++;
          yield event;
        }
      } finally {
        ended++;
      }
    },
  };
}

/** The events of an answer whose text comes in these pieces. */
export const piecesOf = (...pieces: readonly string[]): readonly ConverseStreamEvent[] => {
  const events = [...answerEvents(answerOf('x'))];
  return events.flatMap((event): readonly ConverseStreamEvent[] =>
    'contentBlockDelta' in event
      ? pieces.map((text) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text } } }))
      : [event],
  );
};

export const guarded = (model: ModelPort, guardrails: GuardrailSource): ModelPort =>
  guardModel(model, { guardrails, clock: steppingClock(), ids: countedIds() });

/** A user's question, guarded by the draft, traced. */
export const question = (
  text: string,
  guardrailConfig: ConverseRequest['guardrailConfig'] = {},
): ConverseRequest => ({
  modelId: 'a-model',
  messages: [{ role: 'user', content: [{ text }] }],
  guardrailConfig: {
    guardrailIdentifier: GUARDRAIL_ID,
    guardrailVersion: 'DRAFT',
    trace: 'enabled',
    ...guardrailConfig,
  },
});

export const stopReasonOf = (events: readonly ConverseStreamEvent[]): string | undefined =>
  events.flatMap((event) => ('messageStop' in event ? [event.messageStop.stopReason] : []))[0];

export const metadataOf = (events: readonly ConverseStreamEvent[]) =>
  events.flatMap((event) => ('metadata' in event ? [event.metadata] : []))[0];
