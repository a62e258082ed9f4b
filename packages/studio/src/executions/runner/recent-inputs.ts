import type { JsonValue } from '@streambed/model';

export interface RecentInput {
  readonly at: number;
  /** As it would be saved. */
  readonly document: JsonValue;
}

export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem'>;

const KEPT = 10;
/** Larger documents are not worth the browser's few megabytes. */
const LONGEST = 100_000;
const keyOf = (flowId: string) => `streambed-inputs-${flowId}`;

const isRecent = (value: unknown): value is RecentInput =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as RecentInput).at === 'number' &&
  'document' in value;

/** The inputs used last in this browser, latest first; none where storage is refused or broken. */
export const readRecentInputs = (storage: KeyValueStorage, flowId: string): readonly RecentInput[] => {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keyOf(flowId)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isRecent).slice(0, KEPT) : [];
  } catch {
    return [];
  }
};

/** Puts the input first; the same document is kept once. */
export const addRecentInput = (
  storage: KeyValueStorage,
  flowId: string,
  input: RecentInput,
): readonly RecentInput[] => {
  const text = JSON.stringify(input.document);
  const before = readRecentInputs(storage, flowId);
  if (text.length > LONGEST) return before;
  const recent = [input, ...before.filter(({ document }) => JSON.stringify(document) !== text)].slice(
    0,
    KEPT,
  );
  try {
    storage.setItem(keyOf(flowId), JSON.stringify(recent));
  } catch {
    // A full or refused storage keeps nothing; the run goes on.
  }
  return recent;
};
