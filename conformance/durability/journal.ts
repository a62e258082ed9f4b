import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

/** What one resource is expected to be: the answer of its Get operation as JSON, or null for one that is not there. */
export type State = { readonly [member: string]: unknown } | null;

/** Expected states by key: `flow/ID`, `flow/ID/version/1`, `flow/ID/alias/ID`, `prompt/ID`, `tags/ARN` and so on. */
export type States = Readonly<Record<string, State>>;

/** In place of a time that no answer told. */
export const UNTOLD = '(untold)';

/** One line of the journal. */
export type Entry =
  /** A write was acknowledged; these are the resources that it wrote, as they are now. */
  | { readonly kind: 'acknowledged'; readonly call: string; readonly states: States }
  /** A write got no answer: it happened or it did not. */
  | { readonly kind: 'unanswered'; readonly call: string }
  /** An unanswered write was looked into: it had happened (`true`) or not; these are the resources as they are. */
  | { readonly kind: 'settled'; readonly call: string; readonly happened: boolean; readonly states: States }
  /** Something that must never be. */
  | { readonly kind: 'fault'; readonly call: string; readonly what: string };

export interface Journal {
  /** Writes a line and returns when it is on disk. */
  append(entry: Entry): void;
  close(): void;
}

/** The journal of a client: what it knows to be acknowledged survives whatever happens to it. */
export const openJournal = (file: string): Journal => {
  const descriptor = openSync(file, 'a', 0o600);
  return {
    append(entry) {
      writeSync(descriptor, `${JSON.stringify(entry)}\n`);
      fsyncSync(descriptor);
    },
    close: () => closeSync(descriptor),
  };
};

/** What a journal says in the end. */
export interface Acknowledgements {
  /** The last state of each resource that was ever written. */
  readonly states: ReadonlyMap<string, State>;
  readonly acknowledged: number;
  readonly unanswered: number;
  /** Of the unanswered: how many had happened. */
  readonly happened: number;
  readonly faults: readonly string[];
  /** How often each operation was acknowledged. */
  readonly calls: ReadonlyMap<string, number>;
}

export const readJournal = (file: string): Acknowledgements => {
  const states = new Map<string, State>();
  const calls = new Map<string, number>();
  const faults: string[] = [];
  let acknowledged = 0;
  let unanswered = 0;
  let happened = 0;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const entry = JSON.parse(line) as Entry;
    if (entry.kind === 'fault') faults.push(`${entry.call}: ${entry.what}`);
    if (entry.kind === 'unanswered') unanswered += 1;
    if (entry.kind === 'acknowledged') {
      acknowledged += 1;
      calls.set(entry.call, (calls.get(entry.call) ?? 0) + 1);
    }
    if (entry.kind === 'settled' && entry.happened) happened += 1;
    if ('states' in entry) for (const [key, state] of Object.entries(entry.states)) states.set(key, state);
  }
  return { states, acknowledged, unanswered, happened, faults, calls };
};

/** Whether a resource is exactly as expected; a time that no answer told may be any. */
export const isAsExpected = (expected: State, actual: State): boolean => {
  if (expected === null || actual === null) return expected === actual;
  const told = Object.fromEntries(
    Object.entries(expected).map(([member, value]) => [
      member,
      value === UNTOLD && typeof actual[member] === 'string' ? actual[member] : value,
    ]),
  );
  return isDeepStrictEqual(told, { ...actual });
};
