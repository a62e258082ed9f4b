import { sameValue } from '@streambed/flow/diff';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { KeptSteps } from '../create-flow-document.ts';
import type { FlowDocument, StudioContent } from '../flow-document.ts';
import type { KeptStep } from '../history/steps.ts';
import type { DraftSaver } from '../saving/draft-saver.ts';
import type { SavingClock, ServerDraft } from '../saving/draft-server.ts';

/** Where working copies are kept; a browser's database, or a map in tests. */
export interface WorkingCopyStorage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  keys(): Promise<readonly string[]>;
}

export interface WorkingCopyPlace {
  readonly accountId: string;
  readonly region: string;
  readonly flowId: string;
  /** Each tab keeps its own, so that two on one flow do not write over each other. */
  readonly tab: string;
}

/** A flow as one tab has it. Plain JSON in texts, which are cheap to hand to a database; no credentials. */
export interface WorkingCopy {
  readonly version: 1;
  /** ms since 1970. */
  readonly keptAt: number;
  /** JSON of WorkingCopyBase: the last of the server's that the copy knows. */
  readonly base: string;
  readonly definition: string;
  readonly studio: string;
  readonly ids: string;
  /** JSON of a KeptStep each; the latest last. */
  readonly undo: readonly string[];
  readonly redo: readonly string[];
}

/** What the server had when the copy was written, as far as it was known. */
interface WorkingCopyBase {
  readonly draft: ServerDraft;
  readonly studio: { readonly content: StudioContent; readonly revision: number };
}

/** Written so long after the last change. Milliseconds. */
export const KEEP_AFTER = 300;
/** Steps that outlive the page, and how long they may be together, in UTF-16 units; the oldest go first. */
export const KEPT_STEPS = 200;
const KEPT_LENGTH = 4_000_000;
/** Older copies are cleaned away. Milliseconds. */
const OLDEST = 30 * 24 * 3_600_000;
/** A copy of a tab that cannot be asked is taken for its own this long. Milliseconds. */
const FRESH = 60_000;

const PREFIX = 'working-copy';
const prefixOf = ({ accountId, region, flowId }: WorkingCopyPlace): string =>
  `${PREFIX}/${accountId}/${region}/${flowId}/`;
const keyOf = (place: WorkingCopyPlace): string => prefixOf(place) + place.tab;

const isCopy = (value: unknown): value is WorkingCopy => {
  const copy = value as Partial<WorkingCopy> | undefined;
  return (
    copy?.version === 1 &&
    typeof copy.keptAt === 'number' &&
    [copy.base, copy.definition, copy.studio, copy.ids].every((part) => typeof part === 'string') &&
    [copy.undo, copy.redo].every((list) => Array.isArray(list))
  );
};

export const baseOf = ({ base }: WorkingCopy): WorkingCopyBase => JSON.parse(base) as WorkingCopyBase;

const hasUnsent = (copy: WorkingCopy): boolean => {
  const { definition, studio } = copy;
  const { draft, studio: kept } = baseOf(copy);
  return !sameValue(JSON.parse(definition), draft.definition) || !sameValue(JSON.parse(studio), kept.content);
};

/** Work that was not sent comes first, then what is younger. */
const isBetter = (copy: WorkingCopy, other: WorkingCopy): boolean => {
  const [one, two] = [hasUnsent(copy), hasUnsent(other)];
  return one === two ? copy.keptAt > other.keptAt : one;
};

/**
 * The copy to go on with: this tab's own, or else the latest that another tab left behind with work that was not sent.
 * Offline, where the server has nothing to offer instead, one that another tab left behind with nothing unsent will do.
 * Copies that are too old, or cannot be read, are cleaned away. A browser that keeps nothing is one without a copy.
 */
export const findWorkingCopy = async (
  storage: WorkingCopyStorage,
  place: WorkingCopyPlace,
  options: {
    readonly now: number;
    readonly isOffline?: boolean;
    isAlive?(tab: string): Promise<boolean | undefined>;
  },
): Promise<WorkingCopy | undefined> => {
  try {
    let found: { readonly key: string; readonly copy: WorkingCopy } | undefined;
    for (const key of await storage.keys()) {
      if (!key.startsWith(`${PREFIX}/`)) continue;
      const copy = await storage.get(key);
      if (!isCopy(copy) || copy.keptAt < options.now - OLDEST) {
        await storage.delete(key);
        continue;
      }
      if (key === keyOf(place)) return copy;
      if (!key.startsWith(prefixOf(place))) continue;
      if (!options.isOffline && !hasUnsent(copy)) continue;
      const alive = await options.isAlive?.(key.slice(prefixOf(place).length));
      if (alive ?? copy.keptAt > options.now - FRESH) continue;
      if (!found || isBetter(copy, found.copy)) found = { key, copy };
    }
    if (!found) return undefined;
    // Written under the new name first: a crash between leaves two, never none.
    await storage.set(keyOf(place), found.copy);
    await storage.delete(found.key);
    return found.copy;
  } catch {
    return undefined;
  }
};

/** What to open the document and its saver from, so that nothing unsent is lost and others' changes come in. */
export const resumeFrom = (
  copy: WorkingCopy,
  loaded: WorkingCopyBase,
): {
  readonly definition: FlowDefinition;
  readonly studio: StudioContent;
  readonly kept: KeptSteps;
  /** For the saver: the merge sees the copy's base, the copy, and what the server has now. */
  readonly base: WorkingCopyBase;
} => {
  const base = baseOf(copy);
  const definition = JSON.parse(copy.definition) as FlowDefinition;
  const studio = JSON.parse(copy.studio) as StudioContent;
  const isStudioSent = sameValue(studio, base.studio.content);
  const hasMoved = !sameValue(base.draft.definition, loaded.draft.definition);
  const stepsOf = (steps: readonly string[]) => steps.map((step) => JSON.parse(step) as KeptStep);
  return {
    definition,
    studio: isStudioSent ? loaded.studio.content : studio,
    kept: {
      ids: JSON.parse(copy.ids) as string[],
      undo: stepsOf(copy.undo),
      redo: stepsOf(copy.redo),
    },
    base: {
      draft: hasMoved
        ? { ...loaded.draft, definition: base.draft.definition, updatedAt: base.draft.updatedAt }
        : { ...loaded.draft, definition: base.draft.definition },
      studio: isStudioSent ? loaded.studio : base.studio,
    },
  };
};

const written = new WeakMap<object, string>();
/** JSON of an immutable value, written once. */
const textOf = (value: object): string => {
  let text = written.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    written.set(value, text);
  }
  return text;
};

/** The latest steps that are not too many and not too long together. */
const bounded = (steps: readonly KeptStep[], room: { count: number; length: number }): string[] => {
  const kept: string[] = [];
  for (const step of steps.toReversed()) {
    const text = textOf(step);
    if (room.count < 1 || room.length < text.length) break;
    room.count--;
    room.length -= text.length;
    kept.unshift(text);
  }
  return kept;
};

export interface KeepWorkingCopy {
  /** Writes now; rejects when the browser cannot keep it. */
  flush(): Promise<void>;
  stop(): void;
}

/** Keeps the document, with its steps, wherever it changes or the server learns of it. */
export const keepWorkingCopy = (options: {
  readonly document: FlowDocument;
  readonly saver: Pick<DraftSaver, 'base' | 'subscribe' | 'hasUnsent'>;
  readonly storage: WorkingCopyStorage;
  readonly place: WorkingCopyPlace;
  readonly clock: SavingClock;
}): KeepWorkingCopy => {
  const { document, saver, storage, place, clock } = options;
  let cancel: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const { ids, undo, redo } = document.keptSteps();
    if (undo.length === 0 && redo.length === 0 && !saver.hasUnsent()) {
      await storage.delete(keyOf(place));
      return;
    }
    const room = { count: KEPT_STEPS, length: KEPT_LENGTH };
    const { draft, studio } = saver.base();
    const copy: WorkingCopy = {
      version: 1,
      keptAt: clock.now(),
      base: `{"draft":${textOf(draft)},"studio":${JSON.stringify(studio)}}`,
      definition: textOf(document.definition()),
      studio: textOf(document.studioContent()),
      ids: JSON.stringify(ids),
      undo: bounded(undo, room),
      // What could be made again in the order in which it would be: the next one is the last of the list.
      redo: bounded(redo, room),
    };
    await storage.set(keyOf(place), copy);
  };
  const flush = (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    // At once when nothing is under way: a page that is being left has no time.
    writing = write();
    return writing;
  };
  const soon = () => {
    cancel?.();
    // A browser that keeps nothing (a private window, a full disk) still saves to the server.
    cancel = clock.after(KEEP_AFTER, () => void flush().catch(() => {}));
  };
  const unsubscribe = [document.subscribe(soon), saver.subscribe(soon)];
  return {
    flush,
    stop() {
      cancel?.();
      for (const each of unsubscribe) each();
    },
  };
};
