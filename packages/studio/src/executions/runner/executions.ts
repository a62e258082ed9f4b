import type { RunStream, StreambedClient } from '@streambed/client';
import type { JsonObject } from '@streambed/model';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type {
  GetRunResponse,
  Iteration,
  PerformanceLatency,
  RunSummary,
  StartRunRequest,
} from '@streambed/model/streambed';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { exampleInput, type FlowDocument, type NodeId } from '../../document/index.ts';
import type { Editor, Problem, RunSource, Samples } from '../../editor/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { problemOfFault } from '../errors/fault-problem.ts';
import {
  createRunSource,
  createSamples,
  type DocumentRunSource,
  iterationOf,
  keyAt,
  type Pace,
  type RunStore,
} from '../run-store/index.ts';
import { changedUpstream, comparisonWith } from './changed-upstream.ts';
import { followIntoStore, openStore } from './follow-into-store.ts';
import {
  documentsFrom,
  emptyValue,
  type InputDocuments,
  inputNodesOf,
  inputProblem,
  runInputs,
  savedDocument,
} from './inputs.ts';
import { nodeInputsOf } from './node-inputs.ts';
import { addRecentInput, type KeyValueStorage, type RecentInput, readRecentInputs } from './recent-inputs.ts';
import { createRunTabs } from './run-tabs.ts';

/** What is done to the draft before a test; given by the editor. Each rejects with an Error for people. */
export interface DraftActions {
  save(): Promise<void>;
  prepare(): Promise<void>;
}

/** What a test runs. */
export type RunTarget =
  | { readonly kind: 'draft' }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'alias'; readonly aliasId: string; readonly name: string };

export interface TestOptions {
  readonly target: RunTarget;
  readonly latency: PerformanceLatency;
  /** The run ends after this node. */
  readonly stopAfter: NodeId | undefined;
}

export type StartRequest =
  /** As the callers of the flow would get it: the draft is saved and prepared first. */
  | { readonly mode: 'Whole' }
  /** The definition as it stands here, saved or not. `nodeInputs` are typed in; else recorded or pinned ones are taken. */
  | { readonly mode: 'OnlyNode'; readonly node: NodeId; readonly nodeInputs?: JsonObject }
  | { readonly mode: 'UntilNode'; readonly node: NodeId }
  | { readonly mode: 'FromNode'; readonly node: NodeId; readonly iteration?: readonly Iteration[] };

/** How far starting has come, or that a run goes on. */
export type Phase = 'idle' | 'save' | 'prepare' | 'run' | 'running' | 'stopping';

export interface StartFailure {
  readonly step: 'save' | 'prepare' | 'run' | 'stream';
  readonly message: string;
  readonly requestId?: string;
}

/** How a saved input fared. */
export interface Outcome {
  readonly inputId: string;
  readonly name: string;
  readonly status: 'waiting' | 'running' | 'succeeded' | 'failed' | 'stopped';
  readonly runId?: string;
  readonly message?: string;
  readonly store?: RunStore;
}

export interface ExecutionsState {
  readonly phase: Phase;
  readonly failure: StartFailure | undefined;
  readonly reconnecting: { readonly attempt: number; readonly after: number } | undefined;
  readonly store: RunStore | undefined;
  /** A run that is over is being read from the record: what it came to is not known yet. */
  readonly isReading: boolean;
  /** The run shown before, for comparing values. */
  readonly previous: RunStore | undefined;
  /** What is known of a run that was opened; undefined for one started here. */
  readonly opened: GetRunResponse | undefined;
  /** The iteration that every panel looks at; empty for none. */
  readonly iteration: readonly Iteration[];
  /** The node whose values are looked at, as events call it. */
  readonly dataNode: string | undefined;
  /** Filled in, by the name of the Input node. */
  readonly documents: InputDocuments;
  readonly recent: readonly RecentInput[];
  readonly options: TestOptions;
  readonly outcomes: readonly Outcome[];
  /** Of the group "last run". The same array until it changes. */
  readonly problems: readonly Problem[];
  /** Tabs of this browser that follow the run. */
  readonly tabs: number;
  /** The failure whose banner was closed. */
  readonly dismissed: string | undefined;
}

export interface ExecutionsParts {
  readonly flowId: string;
  readonly document: FlowDocument;
  readonly client: StreambedClient;
  readonly draft: DraftActions;
  readonly storage?: KeyValueStorage;
  readonly pace?: Pace;
  /** Versions and aliases that a test can run in place of the draft; see loadTargets. */
  readonly targets?: () => Promise<readonly RunTarget[]>;
  /** Told of every run that is shown, so that the URL names it. */
  readonly onRun?: (runId: string | undefined) => void;
}

/** Running and looking at runs of one open flow; one per editor. */
export interface Executions {
  readonly flowId: string;
  readonly client: StreambedClient;
  readonly document: FlowDocument;
  /** For createEditor. */
  readonly source: DocumentRunSource;
  readonly samples: Samples;
  readonly state: StoreApi<ExecutionsState>;
  /** Versions and aliases that a test can run in place of the draft. */
  targets(): Promise<readonly RunTarget[]>;
  start(request: StartRequest): Promise<void>;
  /** The last request again: same input, the draft as it is now. */
  again(): Promise<void>;
  stop(): Promise<void>;
  /**
   * Shows a run that is there already, following it while it goes on; `at` is the iteration to look at, by its indexes
   * from the outside inwards: `6` or `2.0`.
   */
  open(runId: string, at?: string): Promise<void>;
  runAllSaved(): Promise<void>;
  showOutcome(outcome: Outcome): void;
  /** Nodes of the document that are not as they were in the run that is shown. */
  differs(): ReadonlySet<NodeId>;
  /** What the form of an Input node shows now. */
  documents(): InputDocuments;
  setDocument(nodeName: string, document: InputDocuments[string]): void;
  fillIn(documents: InputDocuments): void;
  /** Takes over the saved input of that id, if there is one. */
  fillInSaved(id: string): void;
  setOptions(options: Partial<TestOptions>): void;
  setIteration(iteration: readonly Iteration[]): void;
  setDataNode(path: string | undefined): void;
  dismissFailure(): void;
  /** Announces what happens in runs to the editor, and follows where it goes. The answer detaches. */
  attach(editor: Editor): () => void;
  destroy(): void;
}

/** Indexes of iterations, from the outside inwards. */
const ITERATION = /^\d+(\.\d+)*$/;

const bySource = new WeakMap<RunSource, Executions>();

/** The executions of an editor that was made with their source. Throws for any other: a mistake of ours. */
export const executionsOf = (editor: Pick<Editor, 'run'>): Executions => {
  const executions = bySource.get(editor.run);
  if (!executions) throw new Error('The editor was not made with the source of createExecutions');
  return executions;
};

const memory = (): KeyValueStorage => {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
};

const browserStorage = (): KeyValueStorage => {
  try {
    return globalThis.localStorage ?? memory();
  } catch {
    return memory();
  }
};

const failureOf = (step: StartFailure['step'], error: unknown): StartFailure => {
  const { message, requestId } = error as Error & { readonly requestId?: string };
  return {
    step,
    message: message || String(error),
    ...(requestId !== undefined && requestId !== '' && { requestId }),
  };
};

export const createExecutions = ({
  flowId,
  document,
  client,
  draft,
  storage = browserStorage(),
  pace,
  targets = async () => [],
  onRun,
}: ExecutionsParts): Executions => {
  const source = createRunSource(document);
  const state = createStore<ExecutionsState>(() => ({
    phase: 'idle',
    failure: undefined,
    reconnecting: undefined,
    isReading: false,
    store: undefined,
    previous: undefined,
    opened: undefined,
    iteration: [],
    dataNode: undefined,
    documents: {},
    recent: readRecentInputs(storage, flowId),
    options: { target: { kind: 'draft' }, latency: 'standard', stopAfter: undefined },
    outcomes: [],
    problems: [],
    tabs: 1,
    dismissed: undefined,
  }));
  const samples = createSamples({
    document,
    source,
    beforehand: () => beforehand,
    iteration: () => state.getState().iteration,
    subscribeIteration: (listener) =>
      state.subscribe((now, before) => {
        if (now.iteration !== before.iteration) listener();
      }),
  });
  const tabs = createRunTabs((count) => state.setState({ tabs: count }));
  let abort = new AbortController();
  let editor: Editor | undefined;
  let last: StartRequest = { mode: 'Whole' };
  /** What ran, where that is known: runs of versions and aliases that were started here do not tell. */
  const definitions = new WeakMap<RunStore, FlowDefinition>();
  /** The last run of more than one node: what the others gave stays known while one of them is run on its own. */
  let beforehand: RunStore | undefined;
  /** Set by each start and open, so that one that was overtaken does not speak any more. */
  let turn = 0;

  const documents = (): InputDocuments => {
    const snapshot = document.snapshot();
    const nodes = inputNodesOf(snapshot);
    const example = exampleInput(snapshot.savedInputs);
    const known = {
      ...(example ? documentsFrom(nodes, example.document) : {}),
      ...state.getState().documents,
    };
    return Object.fromEntries(nodes.map(({ name, type }) => [name, known[name] ?? emptyValue(type)]));
  };
  const pins = () => {
    const snapshot = document.snapshot();
    return [...snapshot.pins.values()].flatMap(({ node, outputs }) => {
      const path = snapshot.nodes.get(node)?.path;
      return path === undefined ? [] : [{ node: path, outputs: outputs as JsonObject }];
    });
  };
  const inputsNow = () => {
    const nodes = inputNodesOf(document.snapshot());
    const given = documents();
    for (const { name, type } of nodes) {
      const problem = inputProblem(given[name], type);
      if (problem !== undefined) throw new Error(words.startProblems.wrongInput(name, problem));
    }
    const saved = savedDocument(nodes, given);
    if (nodes.length > 0)
      state.setState({ recent: addRecentInput(storage, flowId, { at: Date.now(), document: saved }) });
    return runInputs(nodes, given);
  };
  const target = (): Partial<StartRunRequest> => {
    const { options } = state.getState();
    switch (options.target.kind) {
      case 'version':
        return { flowVersion: options.target.version };
      case 'alias':
        return { flowAliasIdentifier: options.target.aliasId };
      case 'draft':
        return { flowVersion: 'DRAFT' };
    }
  };
  const recordedRun = (): string | undefined => {
    const { store } = state.getState();
    return store && !store.isRunning ? store.runId : undefined;
  };

  const requestOf = (request: StartRequest): StartRunRequest => {
    const { options, iteration } = state.getState();
    const active = pins();
    const common = {
      flowIdentifier: flowId,
      ...(active.length > 0 && { pins: active }),
      ...(options.latency === 'optimized' && { latency: options.latency }),
    };
    const definition = document.definition() as unknown as JsonObject;
    if (request.mode === 'Whole') {
      const stopAfter =
        options.stopAfter === undefined ? undefined : document.snapshot().nodes.get(options.stopAfter);
      return {
        ...common,
        ...target(),
        inputs: inputsNow(),
        ...(stopAfter ? { mode: 'UntilNode', node: stopAfter.path } : { mode: 'Whole' }),
      };
    }
    const view = document.snapshot().nodes.get(request.node);
    if (!view) throw new Error(words.commands.noNode);
    const partial = { ...common, definition, mode: request.mode, node: view.path };
    const fromRun = recordedRun();
    switch (request.mode) {
      case 'UntilNode':
        return { ...partial, inputs: inputsNow() };
      case 'OnlyNode': {
        const { values, unknown } = nodeInputsOf(view, samples);
        const run = source.nodeRun(view.id);
        // What the server has of a run is more than what is kept here.
        const isRecorded = run !== undefined && fromRun !== undefined;
        if (!request.nodeInputs && unknown.length > 0 && !isRecorded)
          throw new Error(words.startProblems.noValues(view.name, unknown.join(', ')));
        const nodeInputs = request.nodeInputs ?? (unknown.length > 0 ? undefined : values);
        // Of the iteration that is looked at, the part that the node lies in.
        const inside =
          run && run.around.length > 0 && keyAt(run, iteration) !== undefined
            ? iteration.slice(0, run.around.length)
            : [];
        return {
          ...partial,
          ...(nodeInputs && { nodeInputs }),
          ...(fromRun !== undefined && { fromRun }),
          ...(inside.length > 0 && fromRun !== undefined && { iteration: inside }),
        };
      }
      case 'FromNode': {
        if (fromRun === undefined) throw new Error(words.commands.noRun);
        const inside = request.iteration ?? [];
        return { ...partial, fromRun, ...(inside.length > 0 && { iteration: [...inside] }) };
      }
    }
  };

  const show = (store: RunStore, opened: GetRunResponse | undefined) => {
    const before = state.getState().store;
    if (opened || last.mode !== 'OnlyNode') beforehand = store;
    state.setState({
      store,
      opened,
      isReading: opened !== undefined && opened.run.status !== 'Running',
      previous: before && before.runId !== store.runId ? before : state.getState().previous,
      problems: [],
      reconnecting: undefined,
      dismissed: undefined,
    });
    const ran = definitions.get(store);
    source.show(store, ran && comparisonWith(ran));
    onRun?.(store.runId);
    tabs.follow(store.runId);
    store.subscribe(() => noticeFault(store));
    noticeFault(store);
  };

  /** Looks at an iteration as soon as a node is heard of that lies so deep, unless another was chosen meanwhile. */
  const lookAt = (store: RunStore, at: string) => {
    const depth = at.split('.').length;
    const look = () => {
      const now = state.getState();
      const isOver = now.store !== store || now.iteration.length > 0;
      const named = now.dataNode === undefined ? undefined : store.nodeRun(now.dataNode);
      const inside = [named, ...store.nodes()].find((node) => node?.around.length === depth);
      if (!isOver && inside) state.setState({ iteration: iterationOf(inside, at) });
      if (isOver || inside) stop();
    };
    const stop = store.subscribe(look);
    look();
  };

  const noticeFault = (store: RunStore) => {
    const now = state.getState();
    if (now.store !== store) return;
    const fault = faultOf(store);
    if (!fault || now.problems.length > 0) return;
    const problem = problemOfFault(fault, document.snapshot(), source.idOf);
    state.setState({ problems: [problem] });
    const { node } = problem.address;
    if (editor && node !== undefined && editor.state.getState().selection.nodes.size === 0) {
      // The panel beside the canvas stays as it is: in a narrow window it would lie over what one is shown.
      const { inspectorOpen } = editor.state.getState();
      editor.goTo({ node });
      editor.state.setState({ inspectorOpen });
    }
  };

  const follow = async (stream: RunStream, store: RunStore, mine: number, signal: AbortSignal) => {
    try {
      await followIntoStore(client, stream, store, {
        signal,
        onReconnect: (attempt, after) => {
          if (mine === turn) state.setState({ reconnecting: { attempt, after } });
        },
        onBatch: () => {
          if (mine === turn && state.getState().reconnecting) state.setState({ reconnecting: undefined });
        },
      });
      if (mine === turn) editor?.announce(finishText(store));
    } catch (error) {
      if (mine === turn) state.setState({ failure: failureOf('stream', error) });
    } finally {
      if (mine === turn) state.setState({ phase: 'idle', reconnecting: undefined, isReading: false });
    }
  };

  const begin = () => {
    abort.abort();
    abort = new AbortController();
    turn++;
    // Whatever was being read is read no further.
    if (state.getState().isReading) state.setState({ isReading: false });
    return { mine: turn, signal: abort.signal };
  };

  /** Saves and prepares, for a test of the draft. Says in the state which of them failed. */
  const readyDraft = async (mine: number): Promise<boolean> => {
    for (const step of ['save', 'prepare'] as const) {
      state.setState({ phase: step });
      try {
        await draft[step]();
      } catch (error) {
        if (mine === turn) state.setState({ phase: 'idle', failure: failureOf(step, error) });
        return false;
      }
      if (mine !== turn) return false;
    }
    return true;
  };

  const executions: Executions = {
    flowId,
    client,
    document,
    source,
    samples,
    state,
    documents,
    targets,
    async start(request) {
      last = request;
      const { mine, signal } = begin();
      state.setState({ failure: undefined, phase: 'run', outcomes: [] });
      try {
        // What cannot be sent is said before anything is saved.
        if (request.mode === 'Whole') inputsNow();
        const isDraft = state.getState().options.target.kind === 'draft';
        if (request.mode === 'Whole' && isDraft && !(await readyDraft(mine))) return;
        state.setState({ phase: 'run' });
        const body = requestOf(request);
        const shown = state.getState().store;
        const before = shown && definitions.get(shown);
        const changed =
          request.mode === 'FromNode' && before
            ? changedUpstream(before, document.snapshot(), request.node)
            : [];
        const ran = request.mode === 'Whole' && !isDraft ? undefined : document.definition();
        const stream = await client.startRun(body, { signal });
        if (mine !== turn) return;
        if (changed.length > 0) editor?.toast(words.startProblems.recordedGone(changed.join(', ')));
        const store = openStore(client, stream.runId, pace);
        if (ran) definitions.set(store, ran);
        show(store, undefined);
        state.setState({ phase: 'running' });
        editor?.announce(words.test.started);
        await follow(stream, store, mine, signal);
      } catch (error) {
        if (mine === turn) state.setState({ phase: 'idle', failure: failureOf('run', error) });
      }
    },
    again: () => executions.start(last),
    async stop() {
      const { store, phase } = state.getState();
      if (!store?.isRunning) {
        // Nothing is on the server yet: starting is given up.
        if (phase !== 'idle') begin();
        state.setState({ phase: 'idle' });
        return;
      }
      state.setState({ phase: 'stopping' });
      try {
        await client.stopRun({ runId: store.runId });
        editor?.announce(words.test.stopped);
      } catch (error) {
        state.setState({
          phase: store.isRunning ? 'running' : 'idle',
          ...(store.isRunning && { failure: failureOf('stream', error) }),
        });
      }
    },
    async open(runId, at) {
      if (state.getState().store?.runId === runId) return;
      const { mine, signal } = begin();
      state.setState({ failure: undefined, phase: 'run', isReading: true });
      try {
        const opened = await client.getRun({ runId }, { signal });
        const isRunning = opened.run.status === 'Running';
        const stream = await client.getRunEvents({ runId, follow: isRunning }, { signal });
        if (mine !== turn) return;
        const store = openStore(client, runId, pace);
        if (opened.definition) definitions.set(store, opened.definition as unknown as FlowDefinition);
        show(store, opened);
        if (at !== undefined && ITERATION.test(at)) lookAt(store, at);
        state.setState({ phase: isRunning ? 'running' : 'idle' });
        await follow(stream, store, mine, signal);
      } catch (error) {
        if (mine === turn)
          state.setState({ phase: 'idle', isReading: false, failure: failureOf('stream', error) });
      }
    },
    async runAllSaved() {
      const { mine, signal } = begin();
      const snapshot = document.snapshot();
      const nodes = inputNodesOf(snapshot);
      const saved = snapshot.savedInputs;
      const set = (index: number, change: Partial<Outcome>) => {
        if (mine !== turn) return;
        state.setState(({ outcomes }) => ({
          outcomes: outcomes.map((outcome, at) => (at === index ? { ...outcome, ...change } : outcome)),
        }));
      };
      state.setState({
        failure: undefined,
        outcomes: saved.map(({ id, name }) => ({ inputId: id, name, status: 'waiting' })),
      });
      const isDraft = state.getState().options.target.kind === 'draft';
      if (isDraft && !(await readyDraft(mine))) return;
      const ran = isDraft ? document.definition() : undefined;
      state.setState({ phase: 'running' });
      for (const [index, input] of saved.entries()) {
        if (mine !== turn) return;
        set(index, { status: 'running' });
        try {
          const given = documentsFrom(nodes, input.document);
          for (const { name, type } of nodes) {
            const problem = inputProblem(given[name], type);
            if (problem !== undefined) throw new Error(words.startProblems.wrongInput(name, problem));
          }
          const active = pins();
          const stream = await client.startRun(
            {
              flowIdentifier: flowId,
              ...target(),
              mode: 'Whole',
              inputs: runInputs(nodes, given),
              ...(active.length > 0 && { pins: active }),
            },
            { signal },
          );
          const store = openStore(client, stream.runId, pace);
          if (ran) definitions.set(store, ran);
          set(index, { runId: stream.runId, store });
          show(store, undefined);
          await followIntoStore(client, stream, store, { signal });
          const { status } = store.state;
          set(index, {
            status: status === 'succeeded' || status === 'stopped' ? status : 'failed',
            ...(store.state.fault && { message: store.state.fault.message }),
          });
          if (status === 'stopped') break;
        } catch (error) {
          set(index, { status: 'failed', message: (error as Error).message });
        }
      }
      if (mine === turn) state.setState({ phase: 'idle' });
    },
    showOutcome({ store }) {
      if (store) show(store, undefined);
    },
    differs: source.differs,
    setDocument(nodeName, value) {
      state.setState({ documents: { ...state.getState().documents, [nodeName]: value } });
    },
    fillIn(given) {
      state.setState({ documents: { ...state.getState().documents, ...given } });
    },
    fillInSaved(id) {
      const snapshot = document.snapshot();
      const saved = snapshot.savedInputs.find((input) => input.id === id);
      if (saved) this.fillIn(documentsFrom(inputNodesOf(snapshot), saved.document));
    },
    setOptions(options) {
      state.setState({ options: { ...state.getState().options, ...options } });
    },
    setIteration(iteration) {
      state.setState({ iteration });
    },
    setDataNode(dataNode) {
      state.setState({ dataNode });
    },
    dismissFailure() {
      const { store } = state.getState();
      state.setState({ failure: undefined, dismissed: store?.runId });
    },
    attach(to) {
      editor = to;
      const stop = to.state.subscribe((now, before) => {
        if (now.goTo !== before.goTo && now.goTo?.iteration)
          state.setState({ iteration: now.goTo.iteration });
        if (now.selection !== before.selection && now.selection.nodes.size === 1) {
          const path = source.pathOf([...now.selection.nodes][0]!);
          if (path !== undefined) state.setState({ dataNode: path });
        }
      });
      return () => {
        stop();
        editor = undefined;
      };
    },
    destroy() {
      turn++;
      abort.abort();
      tabs.close();
      state.getState().store?.close();
      source.destroy();
    },
  };
  // The small editors run a node where they stand, and show its answer there.
  source.runNode = async (node, nodeInputs) => {
    await executions.start({ mode: 'OnlyNode', node, ...(nodeInputs && { nodeInputs }) });
    const { failure } = state.getState();
    if (failure?.step === 'run') throw new Error(failure.message);
  };
  bySource.set(source, executions);
  return executions;
};

/** What failed: the fault of the run, or, while it still goes on, of the first node that failed. */
export const faultOf = ({ state }: RunStore): RunSummary['fault'] => {
  if (state.fault) return state.fault;
  for (const { failed, path, name } of state.nodes.values())
    if (failed?.fault) return { node: path, nodeName: name, ...failed.fault };
  return undefined;
};

/** "Run finished: 9 succeeded, 1 failed at Summarize". */
const finishText = ({ state }: RunStore): string => {
  if (state.status === 'stopped') return words.test.stopped;
  let ok = 0;
  let failed = 0;
  let where = '';
  for (const { counts, steps, name } of state.nodes.values()) {
    const whole = steps.get('')?.status;
    if (counts.failed > 0 || whole === 'failed') {
      failed++;
      where ||= name;
    } else if (counts.succeeded > 0 || whole === 'succeeded') ok++;
  }
  return words.test.finished(ok, failed, where);
};
