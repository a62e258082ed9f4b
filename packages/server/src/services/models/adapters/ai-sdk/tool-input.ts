import type { JsonValue } from '@streambed/model';
import { UnusableResponse } from '../../provider-failure.ts';

/** Tool inputs nested deeper than this are refused: nobody means them, and everything after us recurses into them. */
const MAX_DEPTH = 100;

/** The input of a tool use as a model wrote it; nothing at all is an empty object. Throws UnusableResponse. */
export function parseToolInput(text: string): JsonValue {
  if (text.trim() === '') return {};
  let input: JsonValue;
  try {
    input = JSON.parse(text) as JsonValue;
  } catch {
    throw new UnusableResponse('answered with a tool use whose input is no JSON');
  }
  if (isDeeperThan(input, MAX_DEPTH))
    throw new UnusableResponse(
      `answered with a tool use whose input is nested more than ${MAX_DEPTH} levels deep`,
    );
  return input;
}

function isDeeperThan(value: JsonValue, limit: number): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((member) =>
      typeof member === 'object' && member !== null ? Object.values(member) : [],
    );
  }
  return false;
}
