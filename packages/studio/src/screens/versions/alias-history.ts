import type { Api } from '../../api/index.ts';
import { failureOf } from '../../api/index.ts';

/**
 * Where an alias pointed, which the API does not remember: kept beside the flow, in its studio document under
 * `aliasHistory`, for moves made in the studio. Others are in the audit trail.
 */
export interface AliasMove {
  /** Absent for the first one. */
  readonly from?: string;
  readonly to: string;
  /** ISO 8601. */
  readonly at: string;
  /** ARN of who moved it. */
  readonly by: string;
}

/** By alias id, oldest first. */
export type AliasHistory = { readonly [aliasId: string]: readonly AliasMove[] };

/** More than this nobody reads. */
const MOST_MOVES = 50;

/** The history out of a studio document, whatever stands there. */
export const readAliasHistory = (content: unknown): AliasHistory => {
  const kept = isObject(content) && isObject(content.aliasHistory) ? content.aliasHistory : {};
  return Object.fromEntries(
    Object.entries(kept).map(([aliasId, moves]) => [
      aliasId,
      Array.isArray(moves) ? moves.filter(isMove) : [],
    ]),
  );
};

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMove = (value: unknown): value is AliasMove =>
  isObject(value) && [value.to, value.at, value.by].every((part) => typeof part === 'string');

/** The content with a move more; everything else in it stays. */
export const withMove = (content: unknown, aliasId: string, move: AliasMove): object => {
  const history = readAliasHistory(content);
  return {
    version: 1,
    ...(isObject(content) && content),
    aliasHistory: { ...history, [aliasId]: [...(history[aliasId] ?? []), move].slice(-MOST_MOVES) },
  };
};

/**
 * What an alias pointed to before it came to point where it does; undefined when nobody knows: it was moved by other
 * means since, or never.
 */
export const previousTarget = (
  moves: readonly AliasMove[] | undefined,
  target: string,
): AliasMove | undefined => {
  const last = moves?.at(-1);
  return last?.to === target && last.from !== undefined ? last : undefined;
};

/** Notes a move. The move itself is made already, so that a note which cannot be kept is no failure of it. */
export const recordMove = async (
  { streambed, principalArn }: Api,
  flowIdentifier: string,
  aliasId: string,
  move: Pick<AliasMove, 'from' | 'to'>,
): Promise<void> => {
  const entry: AliasMove = { ...move, at: new Date().toISOString(), by: principalArn };
  for (let attempt = 0; attempt < 4; attempt++) {
    try {
      const { content, revision } = await streambed.getStudioDocument({ flowIdentifier });
      await streambed.putStudioDocument({
        flowIdentifier,
        content: withMove(content, aliasId, entry) as never,
        revision,
      });
      return;
    } catch (error) {
      // An open editor saves to the same document; whoever comes second looks again.
      if (failureOf(error).name !== 'ConflictException') return;
    }
  }
};
