import type { Api } from '../../api/index.ts';
import { canvasCommands } from '../../canvas/index.ts';
import { showNotice, showToast } from '../../components/index.ts';
import {
  baseOf,
  browserStorage,
  browserTab,
  createDraftSaver,
  createFlowDocument,
  DraftError,
  type DraftSaver,
  type FlowDocument,
  findWorkingCopy,
  keepWorkingCopy,
  resumeFrom,
  type ServerDraft,
  type StudioContent,
  type WorkingCopy,
  type WorkingCopyPlace,
} from '../../document/index.ts';
import { type Access, type Command, createEditor, type Editor, withChosenKeys } from '../../editor/index.ts';
import { createExecutions, type Executions, loadTargets, runCommands } from '../../executions/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import { merging, problems } from './around-the-canvas.ts';
import { type DraftCalls, draftCalls } from './draft-calls.ts';
import { tellSynced } from './tell-synced.ts';
import { viewCommands } from './view-commands.ts';

/** What a flow is opened from. */
export interface LoadedFlow {
  readonly draft: ServerDraft;
  readonly studio: { readonly content: StudioContent; readonly revision: number };
  readonly access: Access;
  /** What this browser kept of it. */
  readonly copy?: WorkingCopy;
  /** The server did not answer: everything is from the copy. */
  readonly isOffline?: boolean;
}

/** One open editor, with everything that belongs to it. */
export interface OpenEditor {
  readonly editor: Editor;
  readonly document: FlowDocument;
  readonly executions: Executions;
  readonly saver: DraftSaver;
  readonly calls: DraftCalls;
  /** Saves what is not sent. Rejects with an Error for people. */
  save(): Promise<void>;
  /** Saves what is not sent, then prepares. Rejects with an Error for people that says which of the two failed. */
  saveAndPrepare(): Promise<void>;
  close(): void;
}

const systemClock = {
  now: () => Date.now(),
  after(milliseconds: number, call: () => void) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

const storage = browserStorage();
const placeOf = ({ accountId, region }: Api, flowId: string): WorkingCopyPlace => ({
  accountId,
  region,
  flowId,
  tab: browserTab().id,
});

/** What was loaded, with what this browser kept of it; a version has no working copy. */
export const withWorkingCopy = async (api: Api, flowId: string, loaded: LoadedFlow): Promise<LoadedFlow> => {
  if (loaded.access.mode !== 'edit') return loaded;
  const { isAlive } = browserTab();
  const copy = await findWorkingCopy(storage, placeOf(api, flowId), { now: Date.now(), isAlive });
  return copy ? { ...loaded, copy } : loaded;
};

/** The flow from what this browser kept, for when the server does not answer; undefined where nothing was kept. */
export const openedOffline = async (api: Api, flowId: string): Promise<LoadedFlow | undefined> => {
  const { isAlive } = browserTab();
  const copy = await findWorkingCopy(storage, placeOf(api, flowId), {
    now: Date.now(),
    isAlive,
    isOffline: true,
  });
  return copy && { ...baseOf(copy), access: { mode: 'edit' }, copy, isOffline: true };
};

/** Problems are looked for so long after an edit, off the path of the key that was pressed. Milliseconds. */
const CHECK_AFTER = 30;
/** Somebody else's changes are looked for this often while the page is seen. Milliseconds. */
const LOOK_EVERY = 4_000;

export const openEditor = (
  api: Api,
  flowId: string,
  loaded: LoadedFlow,
  options: { readonly commands?: readonly Command[]; onRun?(runId: string | undefined): void } = {},
): OpenEditor => {
  const { draft, studio, access, copy, isOffline = false } = loaded;
  const resumed = copy && resumeFrom(copy, { draft, studio });
  const document = createFlowDocument(resumed ?? { definition: draft.definition, studio: studio.content });
  const calls = draftCalls(api, flowId);
  const isEditable = access.mode === 'edit';
  const saver = createDraftSaver({
    loadMerge: async () => {
      try {
        return (await merging()).mergeDefinitions;
      } catch (cause) {
        throw new DraftError({ kind: 'offline' }, { cause });
      }
    },
    document,
    server: calls,
    clock: systemClock,
    loaded: resumed?.base.draft ?? { ...draft, definition: document.definition() },
    studio: resumed?.base.studio ?? { ...studio, content: document.studioContent() },
    isOffline,
    onReceived: (count, paths, renamed) => {
      for (const { from, to, path } of renamed)
        showToast(editorMessages.conflict.renamed(from, to), {
          label: editorMessages.conflict.view,
          run: () => {
            const node = [...document.snapshot().nodes.values()].find((each) => each.path === path);
            if (node) editor.goTo({ node: node.id });
          },
        });
      if (synced.received(count)) return;
      const view = {
        label: editorMessages.conflict.view,
        run: () => {
          const nodes = [...document.snapshot().nodes.values()].filter(({ path }) => paths.includes(path));
          const [first] = nodes;
          if (nodes.length === 1 && first) editor.goTo({ node: first.id });
          else editor.select({ nodes: new Set(nodes.map(({ id }) => id)) });
        },
      };
      showToast(editorMessages.conflict.merged(count, paths), paths.length > 0 ? view : undefined);
    },
  });

  const synced = tellSynced(document, saver);

  const keeper = isEditable
    ? keepWorkingCopy({ document, saver, storage, place: placeOf(api, flowId), clock: systemClock })
    : undefined;
  const keepNow = () => void keeper?.flush().catch(() => {});
  addEventListener('pagehide', keepNow);
  // What was kept is sent, or put together with what others changed meanwhile.
  if (resumed && isEditable) void (saver.hasUnsent() ? saver.flush() : saver.look());

  const save = async (): Promise<void> => {
    if (await saver.flush()) return;
    const state = saver.state();
    throw new Error(state.kind === 'notSent' ? state.reason : saveProblem(state.kind));
  };
  const prepare = async (): Promise<void> => {
    saver.learn({ ...saver.draft(), status: 'Preparing' });
    try {
      const prepared = await calls.prepare();
      saver.learn({ status: prepared.status, updatedAt: prepared.updatedAt });
      if (prepared.status === 'Failed') throw new Error(editorMessages.prepareFailed);
    } catch (error) {
      if (saver.draft().status === 'Preparing') saver.learn({ ...saver.draft(), status: 'NotPrepared' });
      throw error;
    }
  };

  const executions = createExecutions({
    flowId,
    document,
    client: api.streambed,
    draft: { save, prepare },
    targets: () => loadTargets(api.bedrockAgent, flowId),
    ...(options.onRun && { onRun: options.onRun }),
  });
  const editor = createEditor({
    flowId,
    document,
    run: executions.source,
    samples: executions.samples,
    commands: [
      ...canvasCommands,
      ...runCommands.map((command) => whileReachable(command, saver)),
      ...viewCommands,
      ...(options.commands ?? []),
    ].map(withChosenKeys),
    toast: (text, action) => showToast(text, action),
    notice: showNotice,
    access,
  });
  const detach = executions.attach(editor);

  let checkTimer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const check = async () => {
    // Neither the first picture nor the first key waits for the rules.
    const rules = await problems().catch(() => undefined);
    checkTimer = undefined;
    if (isClosed) return;
    if (!rules) {
      checkTimer = setTimeout(() => void check(), LOOK_EVERY);
      return;
    }
    const start = performance.now();
    const found = rules.problemsOf(document.snapshot(), document.definition(), api.nodesPerFlow);
    editor.state.setState({ problems: [...found, ...executions.state.getState().problems] });
    // For the browser's own tools, and the bench: the last one only, since the browser keeps all that are not cleared.
    performance.clearMeasures('validation');
    performance.measure('validation', { start });
  };
  const checkSoon = () => {
    checkTimer ??= setTimeout(() => void check(), CHECK_AFTER);
  };
  // The flow is seen first.
  checkSoon();
  const unsubscribe = document.subscribe(checkSoon);
  const unsubscribeRuns = executions.state.subscribe((now, before) => {
    if (now.problems !== before.problems) checkSoon();
  });
  const look = setInterval(() => {
    if (isEditable && globalThis.document.visibilityState === 'visible') void saver.look();
  }, LOOK_EVERY);

  return {
    editor,
    document,
    executions,
    saver,
    calls,
    save,
    async saveAndPrepare() {
      await save();
      await prepare();
    },
    close() {
      isClosed = true;
      clearTimeout(checkTimer);
      clearInterval(look);
      unsubscribe();
      unsubscribeRuns();
      // What was typed in the last second goes out before the page does.
      removeEventListener('pagehide', keepNow);
      synced.stop();
      const stop = () => {
        keepNow();
        keeper?.stop();
        saver.stop();
      };
      if (isEditable && saver.hasUnsent()) void saver.flush().finally(stop);
      else stop();
      detach();
      executions.destroy();
    },
  };
};

/** What asks the server to run something. */
const STARTS = new Set(['run.test', 'run.onlyThis', 'run.untilHere', 'run.fromHere', 'run.again']);

/** The command, which says why it cannot start a run while the server does not answer. */
const whileReachable = (command: Command, saver: DraftSaver): Command =>
  STARTS.has(command.id)
    ? {
        ...command,
        unavailable: (editor) =>
          saver.state().kind === 'offline' ? editorMessages.offlineRun : command.unavailable?.(editor),
      }
    : command;

const saveProblem = (kind: string): string =>
  ({
    offline: editorMessages.save.offline,
    conflict: editorMessages.conflict.title,
    deleted: editorMessages.deleted,
    signedOut: editorMessages.save.signedOut,
  })[kind] ?? editorMessages.testStopped.save;
