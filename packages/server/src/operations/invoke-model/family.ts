import type {
  ConverseRequest,
  ConverseResponse,
  ConverseStreamEvent,
  EmbedRequest,
  EmbedResponse,
} from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type { BodyObject } from './native-body.ts';

/**
 * What InvokeModel takes and answers is not Bedrock's but the model's: each family has a body of its own. A family reads
 * that body as a Converse request, and writes what the model port answers as the family would.
 */
export type TextFamily = (body: BodyObject, about: AboutCall) => NativeConversation;

/** What some families repeat in their answers. */
export interface AboutCall {
  /** Without ARN and geography: `anthropic.claude-3-haiku-20240307-v1:0`. */
  readonly modelId: string;
  /** 32 hexadecimal digits of their own for each call. */
  readonly id: string;
  /** Wall time in ms. */
  readonly now: number;
}

/** One body of a family, read. */
export interface NativeConversation {
  readonly request: Omit<ConverseRequest, 'modelId' | 'guardrailConfig' | 'performanceConfig'>;
  /** The answer as the family writes it. */
  whole(answer: ConverseResponse): JsonObject;
  /** The same answer in pieces; a new writer for each stream. */
  stream(): FragmentWriter;
}

/**
 * One event of the model → the fragments of the family that say the same; none where it has nothing for it. Gets every
 * event in its order. The event `metadata` gives at least one: it is the last, and figures are added to it.
 */
export type FragmentWriter = (event: ConverseStreamEvent) => readonly JsonObject[];

/** As TextFamily, for models that answer with vectors. */
export type EmbeddingFamily = (body: BodyObject, about: AboutCall) => NativeEmbedding;

export interface NativeEmbedding {
  readonly request: Omit<EmbedRequest, 'modelId'>;
  whole(answer: EmbedResponse): JsonObject;
}
