import type { ContentBlock, ConverseStreamEvent, Message } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';
import { parseJsonBody } from '../../protocol/index.ts';

/** What an answer says, without what it thinks and which tools it uses. */
export const answerText = ({ content }: Message): string => content.map(blockText).join('');

/** The text of a block, with or without citations. */
export const blockText = ({ text, citationsContent }: ContentBlock): string =>
  text ?? citationsContent?.content?.map((part) => part.text ?? '').join('') ?? '';

/** The text that one event of a stream adds. */
export const eventText = (event: ConverseStreamEvent): string | undefined =>
  'contentBlockDelta' in event ? event.contentBlockDelta.delta.text : undefined;

/** A value of Converse as JSON: bytes become base64, absent members are left out. */
export const asJson = (value: unknown): JsonValue => {
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [[name, asJson(member)] as const],
    ),
  );
};

/**
 * An object that was written as JSON into a text, by the rules of every body (its depth is bounded); nothing at all is an
 * empty one. Undefined for anything else.
 */
export const jsonObjectIn = (json: string): JsonObject | undefined => {
  try {
    return parseJsonBody(Buffer.from(json));
  } catch {
    return undefined;
  }
};

/**
 * The input of a tool as an object. Models write JSON, and now and then something that is none: that is handed on under
 * a name that says so rather than lost.
 */
export const toolInputOf = (json: string): JsonObject => jsonObjectIn(json) ?? { unreadableInput: json };
