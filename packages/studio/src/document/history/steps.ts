import type { JsonValue } from '@streambed/model';
import type * as Y from 'yjs';
import type { FlowStore } from '../flow-store.ts';
import { dropLooseConnections } from '../write-definition.ts';
import {
  type EntryPlace,
  everyEntry,
  KINDS,
  keyOf,
  readEntry,
  touchedEntries,
  writeEntry,
} from './entries.ts';
import { applyPatch, type Direction, type Patch, patchBetween } from './patch.ts';

/** One thing that a step changed. */
export interface StepChange extends EntryPlace {
  readonly patch: Patch;
}

/** One undo step as plain JSON, so that it outlives the page. */
export interface KeptStep {
  readonly label: string;
  readonly changes: readonly StepChange[];
}

/** What a transaction changed: each thing with how it was before. */
export type Befores = ReadonlyMap<
  string,
  { readonly place: EntryPlace; readonly before: JsonValue | undefined }
>;

/** Knows every thing of the document as it was after the last transaction, and so what the next one changes. */
export class Recorder {
  readonly #store: FlowStore;
  readonly #last = new Map<string, JsonValue | undefined>();

  constructor(store: FlowStore) {
    this.#store = store;
    for (const place of everyEntry(store)) this.#last.set(keyOf(place), readEntry(store, place));
  }

  /** To be called once after each transaction. */
  absorb(changed: Y.Transaction['changed']): Befores {
    const befores = new Map<string, { place: EntryPlace; before: JsonValue | undefined }>();
    for (const [key, place] of touchedEntries(this.#store, changed)) {
      const now = readEntry(this.#store, place);
      befores.set(key, { place, before: this.#last.get(key) });
      if (now === undefined) this.#last.delete(key);
      else this.#last.set(key, now);
    }
    return befores;
  }

  /** How what was is led to what is now; empty when nothing is different. */
  changesSince(befores: Befores): StepChange[] {
    return [...befores].flatMap(([key, { place, before }]) => {
      // An order that is not there is an empty one.
      const none = place.kind.endsWith('Order') ? [] : undefined;
      const patch = patchBetween(before ?? none, this.#last.get(key) ?? none);
      return patch ? [{ ...place, patch }] : [];
    });
  }
}

/** Two stretches in a row as one: what was before the first counts. */
export const joinBefores = (first: Befores, second: Befores): Befores => new Map([...second, ...first]);

/** What a thing has to be; undefined: not there. */
export interface Outcome {
  readonly place: EntryPlace;
  readonly value: JsonValue | undefined;
}

/** What the changes lead to, from how things are now. */
export const outcomesOf = (
  store: FlowStore,
  changes: readonly StepChange[],
  direction: Direction,
): readonly Outcome[] =>
  changes.map(({ patch, ...place }) => ({
    place,
    value: applyPatch(readEntry(store, place), patch, direction),
  }));

/** Those of the outcomes that did not come about, to the byte. */
export const missedOf = (store: FlowStore, outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.filter(({ place, value }) => {
    const none = place.kind.endsWith('Order') ? [] : undefined;
    return patchBetween(readEntry(store, place) ?? none, value ?? none) !== undefined;
  });

export const writeOutcomes = (store: FlowStore, outcomes: readonly Outcome[]): void => {
  for (const kind of KINDS)
    for (const { place, value } of outcomes)
      if (place.kind === kind) writeEntry(store, place, value ?? (kind.endsWith('Order') ? [] : undefined));
};

/** Takes the step back, or makes it again, as far as nobody else changed the same; within a transaction. */
export const applyStep = (store: FlowStore, { changes }: KeptStep, direction: Direction): void => {
  for (const kind of KINDS)
    for (const change of changes)
      if (change.kind === kind) {
        const now = readEntry(store, change);
        const wanted = applyPatch(now, change.patch, direction);
        if (wanted !== now) writeEntry(store, change, wanted);
      }
  dropLooseConnections(store);
};
