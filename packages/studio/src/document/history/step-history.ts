import * as Y from 'yjs';
import type { History } from '../flow-document.ts';
import { type FlowStore, sharedTypes } from '../flow-store.ts';
import { keyOf } from './entries.ts';
import { partRedone } from './part-redone.ts';
import {
  applyStep,
  type Befores,
  joinBefores,
  type KeptStep,
  missedOf,
  type Outcome,
  outcomesOf,
  Recorder,
  type StepChange,
  writeOutcomes,
} from './steps.ts';

/** Steps beyond are forgotten, the oldest first. */
const MAX_STEPS = 500;
/** Edits of one field within this time are one step. Milliseconds. */
const JOIN_WITHIN = 1_000;

/** Changes that the person at this document makes; only they are undone here. */
const OWN = { own: true };
/** Undo and redo of steps from before the page was loaded. */
const KEPT = { kept: true };

/** Undo and redo as they are kept; the latest step last. */
export interface KeptHistory {
  readonly undo: readonly KeptStep[];
  readonly redo: readonly KeptStep[];
}

type Item = Y.UndoManager['undoStack'][number];
interface Live {
  readonly befores: Befores;
  readonly step: KeptStep;
  /** How many changes of others had come when it began. */
  readonly since: number;
}
const liveOf = (item: Item): Live => item.meta.get('live') as Live;

/**
 * A person's own steps. Those of this page are Yjs's; those from before it was loaded lie beneath, as inverse edits:
 * Yjs's own stacks point at items by ways that its updates do not carry.
 */
export class StepHistory implements History {
  readonly #store: FlowStore;
  readonly #manager: Y.UndoManager;
  /** Made when the first transaction begins: a flow that is only looked at need not be read for it. */
  #recorder!: Recorder;
  readonly #now: () => number;
  readonly #notify: () => void;
  #keptUndo: KeptStep[];
  #keptRedo: KeptStep[];
  #joined: { readonly field: string; readonly at: number } | undefined;
  #befores: Befores = new Map();
  #isQuiet = false;
  /** Changes that were nobody's step here, and which of them touched each thing last. */
  #received = 0;
  readonly #receivedBy = new Map<string, number>();

  constructor(store: FlowStore, now: () => number, notify: () => void, kept?: KeptHistory) {
    this.#store = store;
    this.#now = now;
    this.#notify = notify;
    this.#keptUndo = [...(kept?.undo ?? [])];
    this.#keptRedo = [...(kept?.redo ?? [])];
    store.doc.once('beforeTransaction', () => {
      this.#recorder = new Recorder(store);
    });
    this.#manager = new Y.UndoManager(sharedTypes(store), {
      trackedOrigins: new Set([OWN]),
      // Each edit is a step; what belongs together is joined here, not by time.
      captureTimeout: 0,
    });
  }

  /** To be called after each transaction that changed something; tells listeners unless more is to come. */
  absorb(transaction: Y.Transaction): void {
    this.#befores = joinBefores(this.#befores, this.#recorder.absorb(transaction.changed));
    if (this.#isQuiet) return;
    this.#received++;
    for (const key of this.#befores.keys()) this.#receivedBy.set(key, this.#received);
    // What others did does not become a part of one's own step.
    this.#joined = undefined;
    this.#befores = new Map();
    this.#notify();
  }

  /** Runs what makes transactions, answers what they changed, and tells listeners once, when the stacks are right. */
  #quietly(run: () => void, finish: (befores: Befores) => void): void {
    this.#isQuiet = true;
    try {
      run();
    } finally {
      this.#isQuiet = false;
      const befores = this.#befores;
      this.#befores = new Map();
      finish(befores);
      if (befores.size > 0) this.#notify();
    }
  }

  /** Makes one step of what `change` does. When it throws, everything is as it was, and the error goes on. */
  run<T>(label: string, change: (transaction: Y.Transaction) => T, joins: string | undefined): T {
    const manager = this.#manager;
    const isJoined =
      joins !== undefined && this.#joined?.field === joins && this.#now() - this.#joined.at < JOIN_WITHIN;
    const { length } = manager.undoStack;
    const redo = [...manager.redoStack];
    let outcome: { readonly result: T } | { readonly error: unknown } | undefined;
    let changes: readonly StepChange[] = [];
    this.#quietly(
      () => {
        this.#store.doc.transact((transaction) => {
          try {
            outcome = { result: change(transaction) };
          } catch (error) {
            outcome = { error };
          }
        }, OWN);
        const isFailed = outcome && 'error' in outcome;
        if (!isFailed) changes = this.#recorder.changesSince(this.#befores);
        // Also what was written without a difference goes: steps beneath would not know it for their own.
        if (manager.undoStack.length > length && changes.length === 0) {
          const outcomes = [...this.#befores.values()].map(({ place, before }) => ({ place, value: before }));
          this.#alone(manager.undoStack.pop()!, 'undo', outcomes);
        }
      },
      (befores) => {
        if (!outcome || 'error' in outcome) {
          manager.redoStack = redo;
          this.#joined = undefined;
          return;
        }
        const item = manager.undoStack.length > length ? manager.undoStack.pop() : undefined;
        if (!item) {
          // Nothing came of it: no step, and what could be made again still can.
          manager.redoStack = redo;
          return;
        }
        this.#keptRedo = [];
        const before = isJoined ? manager.undoStack.at(-1) : undefined;
        if (before) {
          before.insertions = Y.mergeDeleteSets([before.insertions, item.insertions]);
          before.deletions = Y.mergeDeleteSets([before.deletions, item.deletions]);
          const live = liveOf(before);
          const joint = joinBefores(live.befores, befores);
          const step = { label: live.step.label, changes: this.#recorder.changesSince(joint) };
          before.meta.set('live', { ...live, befores: joint, step });
        } else {
          // What was before is needed for joining only.
          for (const done of manager.undoStack.slice(-1))
            done.meta.set('live', { ...liveOf(done), befores: new Map() });
          item.meta.set('live', { befores, step: { label, changes }, since: this.#received });
          manager.undoStack.push(item);
        }
        this.#joined = joins === undefined ? undefined : { field: joins, at: this.#now() };
        this.#forgetOldest();
      },
    );
    if (outcome && 'result' in outcome) return outcome.result;
    throw (outcome as { readonly error: unknown } | undefined)?.error;
  }

  #forgetOldest(): void {
    while (this.#manager.undoStack.length + this.#keptUndo.length > MAX_STEPS)
      if (this.#keptUndo.length > 0) this.#keptUndo.shift();
      else this.#manager.undoStack.shift();
  }

  /**
   * One step of Yjs's, and not the one before it when this one comes to nothing. Yjs does not always find the way back
   * (a list that was put into another order, a text that was parted): what `outcomes` names is made so in the end.
   * Answers what leads the other way; undefined when nothing happened.
   */
  #alone(item: Item, way: 'undo' | 'redo', outcomes: readonly Outcome[]): Item | undefined {
    const manager = this.#manager;
    const { doc } = this.#store;
    const stack = `${way}Stack` as const;
    const other = way === 'undo' ? 'redoStack' : 'undoStack';
    const rest = manager[stack];
    const { length } = manager[other];
    manager[stack] = [item];
    try {
      doc.transact((transaction) => partRedone(transaction, item.insertions), KEPT);
      manager[way]();
      const missed = missedOf(this.#store, outcomes);
      if (missed.length > 0) {
        const doing = way === 'undo' ? 'undoing' : 'redoing';
        manager[doing] = true;
        try {
          doc.transact(() => writeOutcomes(this.#store, missed), manager);
        } finally {
          manager[doing] = false;
        }
      }
    } finally {
      manager[stack] = rest;
    }
    const [made, ...more] = manager[other].splice(length);
    if (!made) return undefined;
    made.insertions = Y.mergeDeleteSets([made, ...more].map(({ insertions }) => insertions));
    made.deletions = Y.mergeDeleteSets([made, ...more].map(({ deletions }) => deletions));
    manager[other].push(made);
    return made;
  }

  #move(way: 'undo' | 'redo'): void {
    this.#joined = undefined;
    const manager = this.#manager;
    const isKept = way === 'undo' ? manager.undoStack.length === 0 : this.#keptRedo.length > 0;
    this.#quietly(
      () => {
        if (isKept) this.#moveKept(way);
        else {
          const item = manager[`${way}Stack`].pop();
          if (!item) return;
          const { step, since } = liveOf(item);
          // What others touched meanwhile is Yjs's to judge.
          const own = step.changes.filter((change) => (this.#receivedBy.get(keyOf(change)) ?? 0) <= since);
          const outcomes = outcomesOf(this.#store, own, way === 'undo' ? 'back' : 'forth');
          const made = this.#alone(item, way, outcomes);
          made?.meta.set('live', { befores: new Map(), step, since });
        }
      },
      () => {},
    );
  }

  #moveKept(way: 'undo' | 'redo'): void {
    const step = way === 'undo' ? this.#keptUndo.pop() : this.#keptRedo.pop();
    if (!step) return;
    // What was made on top of it is redone the same way, once it lies on things that were made anew.
    this.#keptRedo.unshift(...this.#manager.redoStack.map((item) => liveOf(item).step));
    this.#manager.redoStack = [];
    (way === 'undo' ? this.#keptRedo : this.#keptUndo).push(step);
    this.#store.doc.transact(() => applyStep(this.#store, step, way === 'undo' ? 'back' : 'forth'), KEPT);
  }

  undo(): void {
    this.#move('undo');
  }

  redo(): void {
    this.#move('redo');
  }

  /** Everything that can be undone and redone, for keeping; the latest step last. */
  kept(): KeptHistory {
    const { undoStack, redoStack } = this.#manager;
    return {
      undo: [...this.#keptUndo, ...undoStack.map((item) => liveOf(item).step)],
      redo: [...redoStack.map((item) => liveOf(item).step), ...this.#keptRedo],
    };
  }

  get undoSteps(): readonly string[] {
    return this.kept()
      .undo.map(({ label }) => label)
      .reverse();
  }

  get redoSteps(): readonly string[] {
    return this.kept()
      .redo.map(({ label }) => label)
      .reverse();
  }

  destroy(): void {
    this.#manager.destroy();
  }
}
