import type { JsonObject, JsonValue } from '@streambed/model';
import type { RunAction, RunCut, RunField } from '@streambed/model/streambed';
import type { RunEventDraft } from './project-run-events.ts';
import { beginningOf } from './value-sizes.ts';

/** What an event takes besides its values: names, numbers, iterations. */
const OVERHEAD = 200;

/**
 * An event whose values are at most `most` characters of JSON each, and about how large it is as a whole. A larger value
 * becomes the beginning of its text, and `cut` says which one it was and how long it is; of what `sizeOf` does not count
 * to its end, at least how long.
 */
export function cutEvent(
  draft: RunEventDraft,
  most: number,
  sizeOf: (value: JsonValue) => number,
): { readonly event: RunEventDraft; readonly size: number } {
  const cut: RunCut[] = [];
  let size = OVERHEAD;
  const value = (path: string, given: JsonValue): JsonValue => {
    const characters = sizeOf(given);
    if (characters <= most) {
      size += characters;
      return given;
    }
    cut.push({ path, characters });
    size += most;
    return beginningOf(given, most);
  };
  const event: RunEventDraft = { ...draft };
  if (draft.outputs !== undefined) event.outputs = members('outputs', draft.outputs as JsonObject, value);
  if (draft.document !== undefined) event.document = value('document', draft.document);
  if (draft.fields)
    event.fields = draft.fields.map(
      (field): RunField => ({ ...field, value: value(`fields.${field.name}`, field.value) }),
    );
  if (draft.action) event.action = actionOf(draft.action, value);
  size += (draft.text?.length ?? 0) + (draft.fault?.message.length ?? 0);
  return { event: cut.length === 0 ? event : { ...event, cut }, size };
}

type Cut = (path: string, value: JsonValue) => JsonValue;

/** Own members, whatever they are called. */
const members = (path: string, object: JsonObject, cut: Cut): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, cut(`${path}.${name}`, value)]));

function actionOf(action: RunAction, cut: Cut): RunAction {
  const { operationRequest, operationResponse } = action;
  return {
    ...action,
    ...(operationRequest !== undefined && {
      operationRequest: cut('action.operationRequest', operationRequest),
    }),
    ...(operationResponse !== undefined && {
      operationResponse: cut('action.operationResponse', operationResponse),
    }),
  };
}
