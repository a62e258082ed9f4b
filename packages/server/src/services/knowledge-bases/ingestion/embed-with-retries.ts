import { type Clock, FlowError, type Random } from '@streambed/flow/ports';
import { DocumentFailed, EmbeddingFailed } from './failures.ts';
import type { EmbedTexts } from './tools.ts';

export interface RetryingEmbedOptions {
  readonly embed: EmbedTexts;
  readonly clock: Clock;
  readonly random: Random;
}

/** Waits between tries are drawn from 0 to a bound that doubles, in ms. */
const FIRST_BOUND = 500;
const LONGEST_BOUND = 30_000;

/** Tries where waiting helps (429, 5xx, no answer), and where it is not said what was wrong. */
const PATIENT = 7;
const DOUBTFUL = 3;

/** Refusals of a text one after the other, with no success between, after which it is the model that is to blame. */
const REFUSALS = 5;

/**
 * The same embedding, tried again where that may help. Rejects with DocumentFailed where the text is what the model does not
 * take; with EmbeddingFailed where other texts would fail as well; with the signal's reason.
 */
export function embedWithRetries({ embed, clock, random }: RetryingEmbedOptions): EmbedTexts {
  let refusals = 0;
  return async (texts, signal) => {
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted();
      try {
        const vectors = checked(await embed(texts, signal), texts.length);
        refusals = 0;
        return vectors;
      } catch (error) {
        signal.throwIfAborted();
        if (tries < triesFor(error)) {
          const bound = Math.min(LONGEST_BOUND, FIRST_BOUND * 2 ** (tries - 1));
          await pause(random() * bound, clock, signal);
        } else if (isAboutTheText(error) && ++refusals < REFUSALS) throw documentFailed(error);
        else throw embeddingFailed(error);
      }
    }
  };
}

function triesFor(error: unknown): number {
  if (!(error instanceof FlowError)) return 1;
  const { kind, reason } = error.fault;
  if (reason === 'timedOut' || reason === 'unreachable') return PATIENT;
  if (reason !== undefined) return 1;
  if (kind === 'throttling' || kind === 'badGateway') return PATIENT;
  return kind === 'dependencyFailed' || kind === 'internalServer' ? DOUBTFUL : 1;
}

function isAboutTheText(error: unknown): boolean {
  if (!(error instanceof FlowError)) return false;
  const { kind, reason } = error.fault;
  if (reason !== undefined) return reason === 'contextTooLong' || reason === 'refused';
  return kind === 'validation' || kind === 'dependencyFailed';
}

const documentFailed = (cause: unknown): DocumentFailed =>
  new DocumentFailed(`Its text could not be embedded. ${messageOf(cause)}`, { cause });

const embeddingFailed = (cause: unknown): EmbeddingFailed =>
  cause instanceof EmbeddingFailed
    ? cause
    : new EmbeddingFailed(`The embedding model cannot be used. ${messageOf(cause)}`, { cause });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Vectors that can be compared by their angles: of unit length, or nothing but zeros. */
function checked(vectors: readonly Float32Array[], count: number): readonly Float32Array[] {
  if (vectors.length !== count)
    throw new EmbeddingFailed(`The embedding model gave ${vectors.length} vectors for ${count} texts.`);
  return vectors.map(ofUnitLength);
}

function ofUnitLength(vector: Float32Array): Float32Array {
  let square = 0;
  // By index: an iterator takes several times as long, and every vector comes by here.
  for (let at = 0; at < vector.length; at++) square += vector[at]! * vector[at]!;
  if (!Number.isFinite(square) || vector.length === 0)
    throw new EmbeddingFailed('The embedding model gave a vector that holds what is no number, or nothing.');
  const length = Math.sqrt(square);
  // What comes from a model that normalises stays as it is, to the bit.
  if (length === 0 || Math.abs(length - 1) < 1e-6) return vector;
  return vector.map((value) => value / length);
}

function pause(delay: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(delay, () => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
    signal.addEventListener('abort', leave, { once: true });
  });
}
