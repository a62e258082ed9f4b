import { sameValue } from '@streambed/flow/diff';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { mergeMessages as words } from '../../messages/document.ts';
import type { FlowDocument, StudioContent } from '../flow-document.ts';
import { DraftError, type DraftServer, type SavingClock, type ServerDraft } from './draft-server.ts';
import type { MergeChoice, MergeConflict, mergeDefinitions, RenamedNode } from './merge-definitions.ts';

/** Saved so long after the last change, and at most once in the interval. Milliseconds; source: studio.md section 3.8. */
export const SAVE_AFTER = 800;
export const SAVE_INTERVAL = 1_000;
/** How long to wait before trying again, from the first failure to the last of a row. */
const RETRY_AFTER = [1_000, 2_000] as const;

export type SaveState =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly at: number }
  | { readonly kind: 'offline' }
  /** The server says no to what is in the document; it is kept here. */
  | { readonly kind: 'notSent'; readonly reason: string }
  | { readonly kind: 'conflict'; readonly conflicts: readonly MergeConflict[] }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'signedOut' };

export interface DraftSaverOptions {
  readonly document: FlowDocument;
  readonly server: DraftServer;
  readonly clock: SavingClock;
  /** What the document was made from. */
  readonly loaded: ServerDraft;
  readonly studio: { readonly content: StudioContent; readonly revision: number };
  /** What was loaded is what a browser kept: the server has not answered yet. */
  readonly isOffline?: boolean;
  /** What puts two developments together; fetched when the server has said that there are two. */
  loadMerge(): Promise<typeof mergeDefinitions>;
  /** Told when changes that were made elsewhere came in: how many, in which nodes, and which of mine gave up its name. */
  onReceived?(count: number, nodes: readonly string[], renamed: readonly RenamedNode[]): void;
}

/** Keeps the server's draft in step with the document. Nothing that was typed is ever lost: what cannot be sent stays. */
export interface DraftSaver {
  state(): SaveState;
  /** The draft as the server has it, as far as is known. */
  draft(): ServerDraft;
  subscribe(listener: () => void): () => void;
  /** Sends now. Resolves with whether the server has everything. */
  flush(): Promise<boolean>;
  /** What of the document the server has, as far as is known: where a working copy goes on from. */
  base(): {
    readonly draft: ServerDraft;
    readonly studio: { readonly content: StudioContent; readonly revision: number };
  };
  /** Asks whether somebody else has changed the flow, and puts it together. */
  look(): Promise<void>;
  /** Tells of a draft that another call brought: PrepareFlow's answer, a rename. */
  learn(draft: Pick<ServerDraft, 'status' | 'updatedAt'> & Partial<ServerDraft>): void;
  /** Answers a conflict; what is not named stays mine. */
  resolve(choices: ReadonlyMap<string, MergeChoice>): Promise<boolean>;
  hasUnsent(): boolean;
  stop(): void;
}

export const createDraftSaver = (options: DraftSaverOptions): DraftSaver => {
  const { document, server, clock } = options;
  let known = options.loaded;
  let studioRevision = options.studio.revision;
  let studioSaved = JSON.stringify(options.studio.content);
  let state: SaveState = { kind: options.isOffline ? 'offline' : 'unchanged' };
  let theirs: ServerDraft | undefined;
  let mergeBoth: typeof mergeDefinitions | undefined;
  let cancelTimer: (() => void) | undefined;
  let lastSent = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let running: Promise<boolean> | undefined;
  let isStopped = false;
  const listeners = new Set<() => void>();

  const set = (next: SaveState) => {
    state = next;
    for (const listener of [...listeners]) listener();
  };
  const isDefinitionSent = () =>
    document.definition() === known.definition || sameValue(document.definition(), known.definition);
  const isStudioSent = () => JSON.stringify(document.studioContent()) === studioSaved;
  const hasUnsent = () => !isDefinitionSent() || !isStudioSent();

  const schedule = (wait: number) => {
    cancelTimer?.();
    if (isStopped) return;
    cancelTimer = clock.after(wait, () => {
      cancelTimer = undefined;
      void send();
    });
  };

  const fail = (error: unknown): false => {
    if (!(error instanceof DraftError)) throw error;
    const { failure } = error;
    switch (failure.kind) {
      case 'offline':
        set({ kind: 'offline' });
        schedule(RETRY_AFTER[Math.min(failures++, RETRY_AFTER.length - 1)]!);
        break;
      case 'refused':
        set({ kind: 'notSent', reason: failure.message });
        break;
      case 'deleted':
      case 'signedOut':
        set({ kind: failure.kind });
        break;
    }
    return false;
  };

  /** Puts what the server has together with what is here; false while something contradicts. */
  const merge = async (found: ServerDraft, choices?: ReadonlyMap<string, MergeChoice>): Promise<boolean> => {
    if (sameValue(found.definition, known.definition)) {
      known = { ...found, definition: known.definition };
      return true;
    }
    mergeBoth ??= await options.loadMerge();
    const mine = document.definition();
    const { definition, conflicts, received, receivedNodes, renamed } = mergeBoth(
      known.definition,
      mine,
      found.definition,
      choices,
    );
    if (conflicts.length > 0 && choices === undefined) {
      theirs = found;
      set({ kind: 'conflict', conflicts });
      return false;
    }
    const before = known.definition;
    theirs = undefined;
    known = found;
    if (choices === undefined) document.receive(definition);
    else {
      // What contradicts comes in as mine; taking theirs is a step of one's own, so that undo gives mine back.
      document.receive(mergeBoth(before, mine, found.definition).definition);
      if (!sameValue(document.definition(), definition))
        document.edit(words.takeTheirs, (edit) => edit.replaceDefinition(definition));
    }
    options.onReceived?.(received, receivedNodes, renamed);
    return true;
  };

  const saveStudio = async (): Promise<void> => {
    const content = document.studioContent();
    const text = JSON.stringify(content);
    if (text === studioSaved) return;
    try {
      ({ revision: studioRevision } = await server.saveStudio(content, studioRevision));
    } catch (error) {
      if (!(error instanceof DraftError) || error.failure.kind !== 'refused') throw error;
      // Another tab was faster: what is only there is added, what is here holds, and it is sent once more.
      const found = await server.loadStudio();
      document.receive(document.definition(), withoutMine(found.content, content));
      ({ revision: studioRevision } = await server.saveStudio(document.studioContent(), found.revision));
      studioSaved = JSON.stringify(document.studioContent());
      return;
    }
    studioSaved = text;
  };

  const sendAll = async (): Promise<boolean> => {
    if (state.kind === 'conflict' || state.kind === 'deleted') return false;
    if (!hasUnsent()) {
      if (state.kind === 'offline') {
        // Nothing to send is no sign that the server is back.
        try {
          if (!(await merge(await server.load()))) return false;
          failures = 0;
        } catch (error) {
          return fail(error);
        }
      }
      // The other side's choice, or an undo, may leave nothing to send.
      if (state.kind === 'saving' || state.kind === 'offline') set({ kind: 'saved', at: clock.now() });
      return true;
    }
    // What could not be sent stays said until it is.
    if (state.kind !== 'offline') set({ kind: 'saving' });
    lastSent = clock.now();
    try {
      if (!isDefinitionSent()) {
        // Looking first is what keeps somebody else's change: UpdateFlow replaces whatever is there.
        if (!(await merge(await server.load()))) return false;
        const sent: FlowDefinition = document.definition();
        known = { ...(await server.saveDefinition(sent)), definition: sent };
      }
      await saveStudio();
    } catch (error) {
      return fail(error);
    }
    failures = 0;
    if (hasUnsent()) {
      schedule(Math.max(SAVE_AFTER, lastSent + SAVE_INTERVAL - clock.now()));
      set({ kind: 'saving' });
      return false;
    }
    set({ kind: 'saved', at: clock.now() });
    return true;
  };

  /** One at a time; whoever asks meanwhile gets a run of its own behind it. */
  const send = (): Promise<boolean> => {
    cancelTimer?.();
    cancelTimer = undefined;
    const before = running ?? Promise.resolve(true);
    const mine: Promise<boolean> = before.then(sendAll, sendAll).finally(() => {
      if (running === mine) running = undefined;
    });
    running = mine;
    return mine;
  };

  /** Typing goes on while both sides contradict: what is asked about are the words as they are now. */
  const lookAgain = () => {
    cancelTimer?.();
    cancelTimer = clock.after(SAVE_AFTER, () => {
      cancelTimer = undefined;
      if (state.kind !== 'conflict' || theirs === undefined || !mergeBoth) return;
      const { conflicts } = mergeBoth(known.definition, document.definition(), theirs.definition);
      if (conflicts.length > 0) set({ kind: 'conflict', conflicts });
      else {
        set({ kind: 'saving' });
        void send();
      }
    });
  };

  const unsubscribe = document.subscribe(() => {
    if (state.kind === 'conflict') {
      if (!isStopped) lookAgain();
      return;
    }
    if (!hasUnsent()) {
      if (state.kind === 'notSent') set({ kind: 'unchanged' });
      return;
    }
    if (state.kind === 'deleted') return;
    schedule(Math.max(SAVE_AFTER, lastSent + SAVE_INTERVAL - clock.now()));
    if (state.kind !== 'saving' && state.kind !== 'offline') set({ kind: 'saving' });
  });

  return {
    state: () => state,
    draft: () => known,
    base: () => ({
      draft: known,
      studio: { content: JSON.parse(studioSaved) as StudioContent, revision: studioRevision },
    }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async flush() {
      let isDone = await send();
      // Typing goes on while something is under way; what came until now is sent too.
      for (let tries = 0; !isDone && state.kind === 'saving' && tries < 5; tries++) isDone = await send();
      return isDone;
    },
    async look() {
      if (running !== undefined || state.kind === 'conflict' || state.kind === 'deleted') return;
      try {
        const found = await server.load();
        if (found.updatedAt !== known.updatedAt) {
          const before = document.definition();
          if ((await merge(found)) && document.definition() !== before && !hasUnsent())
            set({ kind: 'saved', at: clock.now() });
        }
        if (state.kind === 'offline' || state.kind === 'signedOut') await send();
      } catch (error) {
        if (error instanceof DraftError && error.failure.kind === 'refused') return;
        fail(error);
      }
    },
    learn(draft) {
      known = { ...known, ...draft };
      for (const listener of [...listeners]) listener();
    },
    async resolve(choices) {
      if (state.kind !== 'conflict' || theirs === undefined) return send();
      cancelTimer?.();
      set({ kind: 'saving' });
      await merge(theirs, choices);
      return send();
    },
    hasUnsent,
    stop() {
      isStopped = true;
      cancelTimer?.();
      unsubscribe();
    },
  };
};

/** Of what another tab kept, the parts that are not here: mine hold where both have one. */
const withoutMine = (other: StudioContent, mine: StudioContent): StudioContent => {
  const only = <Value>(theirs: { readonly [path: string]: Value } = {}, own: object = {}) =>
    Object.fromEntries(Object.entries(theirs).filter(([path]) => !Object.hasOwn(own, path)));
  return {
    version: 1,
    positions: only(other.positions, mine.positions),
    remarks: only(other.remarks, mine.remarks),
    ...(other.notes && { notes: other.notes }),
    ...(other.savedInputs && { savedInputs: other.savedInputs }),
    pins: only(other.pins, mine.pins),
  };
};
