import { createHash } from 'node:crypto';
import { callerFault } from '@streambed/flow/ports';

/**
 * The `nextToken` that leads on from a page of results: how many came before, and a digest of what was asked, since
 * results of another question begin anew.
 */
export const pageToken = (offset: number, asked: unknown): string =>
  Buffer.from(JSON.stringify({ offset, asked: digestOf(asked) })).toString('base64url');

/** How many results come before the page that a token leads to. Throws FlowError `validation` for one of another request. */
export function offsetOf(token: string, asked: unknown): number {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    content = undefined;
  }
  const { offset, asked: digest } = (content ?? {}) as { offset?: unknown; asked?: unknown };
  if (!Number.isSafeInteger(offset) || (offset as number) < 1 || digest !== digestOf(asked)) {
    throw callerFault('nextToken was not given for this request; ask again without it.');
  }
  return offset as number;
}

const digestOf = (asked: unknown): string =>
  createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 22);
