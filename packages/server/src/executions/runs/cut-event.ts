import type { JsonObject, JsonValue } from '@streambed/model';
import type { RunCut } from '@streambed/model/streambed';
import type { RunEventDraft } from './project-run-events.ts';
import { beginningOf } from './value-sizes.ts';

/** What an event takes besides its values: names, numbers, iterations. */
const OVERHEAD = 200;

/**
 * Answers about how large an event is, after it has cut its values to `most` characters of JSON each: a larger value
 * becomes the beginning of its text, and `cut` says which one it was and how long it is (of what `sizeOf` does not count
 * to its end, at least how long). Changes the event, not the values.
 */
export function cutEvent(event: RunEventDraft, most: number, sizeOf: (value: JsonValue) => number): number {
  let size = OVERHEAD + (event.text?.length ?? 0) + (event.fault?.message.length ?? 0);
  let cut: RunCut[] | undefined;
  /** The value itself, most often. */
  const fitted = (value: JsonValue, path: () => string): JsonValue => {
    const characters = sizeOf(value);
    if (characters <= most) {
      size += characters;
      return value;
    }
    size += most;
    cut ??= [];
    cut.push({ path: path(), characters });
    return beginningOf(value, most);
  };
  const { outputs, document, fields, action } = event;
  if (outputs !== undefined) event.outputs = fittedMembers(outputs as JsonObject, fitted);
  if (document !== undefined) event.document = fitted(document, () => 'document');
  for (const field of fields ?? []) field.value = fitted(field.value, () => `fields.${field.name}`);
  if (action?.operationRequest !== undefined)
    action.operationRequest = fitted(action.operationRequest, () => 'action.operationRequest');
  if (action?.operationResponse !== undefined)
    action.operationResponse = fitted(action.operationResponse, () => 'action.operationResponse');
  if (cut) event.cut = cut;
  return size;
}

/** The same object unless something of it was cut; own members, whatever they are called. */
function fittedMembers(
  object: JsonObject,
  fitted: (value: JsonValue, path: () => string) => JsonValue,
): JsonObject {
  const entries = Object.entries(object);
  let isSame = true;
  for (const entry of entries) {
    const value = fitted(entry[1], () => `outputs.${entry[0]}`);
    isSame &&= value === entry[1];
    entry[1] = value;
  }
  return isSame ? object : Object.fromEntries(entries);
}
