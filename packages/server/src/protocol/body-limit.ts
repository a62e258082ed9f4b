import type { OperationModel, ServiceModel } from '@streambed/model';
import { type InputPlaces, inputPlaces } from './input-places.ts';

/** How many bytes a request body may have, by what the operation takes. */
export interface BodyLimits {
  /** Documents without bytes in them: flows, prompts, guardrails. */
  readonly bodyBytes: number;
  /** Messages with images and documents as base64 in them, and bodies that are bytes. */
  readonly mediaBodyBytes: number;
}

const MEBIBYTE = 1024 * 1024;

/**
 * The cloud does not document a limit for flows; 10 MiB leave room for a definition with a 5 MB inline code node.
 * What models are sent may be 25,000,000 bytes (the model's own bound of InvokeModel's body); as base64, and with
 * the rest of a Converse request around it, that stays below 36 MiB.
 */
export const DEFAULT_BODY_LIMITS: BodyLimits = { bodyBytes: 10 * MEBIBYTE, mediaBodyBytes: 36 * MEBIBYTE };

/** For operations whose input has nothing in the body: SDKs send none, or `{}`. */
const MAX_UNREAD_BODY_BYTES = 64 * 1024;

/** How many body bytes the operation takes; whoever reads the socket stops there. */
export const bodyLimit = (
  { operation, model }: { readonly operation: OperationModel; readonly model: ServiceModel },
  { bodyBytes, mediaBodyBytes }: BodyLimits = DEFAULT_BODY_LIMITS,
): number => {
  const { body, payload }: InputPlaces = inputPlaces(model, operation.inputShape);
  switch (body) {
    case 'none':
      return Math.min(bodyBytes, MAX_UNREAD_BODY_BYTES);
    case 'document':
      return bodyBytes;
    case 'documentWithBytes':
      return mediaBodyBytes;
    case 'bytes':
      return Math.min(mediaBodyBytes, payload?.max ?? mediaBodyBytes);
  }
};
