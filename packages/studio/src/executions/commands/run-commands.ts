import type { JsonObject } from '@streambed/model';
import type { NodeId } from '../../document/index.ts';
import type { BottomTab, Command, Editor } from '../../editor/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { iterationList, stepKey } from '../data/iteration-list.ts';
import { iterationOf, keyAt, NONE, type NodeRun, stepAt } from '../run-store/index.ts';
import { executionsOf, type StartRequest } from '../runner/executions.ts';
import { startingNode } from '../runner/starting-node.ts';

const says = words.commands;

/** The node that a command means: the only selected one, else the one in focus. */
const nodeOf = ({ state }: Editor): NodeId | undefined => {
  const { selection, focusedNode } = state.getState();
  return selection.nodes.size === 1 ? [...selection.nodes][0] : focusedNode;
};

const isRunning = (editor: Editor): boolean => executionsOf(editor).state.getState().phase !== 'idle';

const whenIdle = (editor: Editor): string | undefined => (isRunning(editor) ? says.running : undefined);

const whenNode = (editor: Editor): string | undefined =>
  whenIdle(editor) ?? (nodeOf(editor) === undefined ? says.noNode : undefined);

/** Types that mean something only with the iterations around them; the server refuses to run them alone. */
const NEVER_ALONE: ReadonlySet<string> = new Set(['Collector', 'LoopInput', 'LoopController']);

const whenAlone = (editor: Editor): string | undefined => {
  const id = nodeOf(editor);
  const type = id === undefined ? undefined : editor.document.snapshot().nodes.get(id)?.type;
  return whenNode(editor) ?? (type !== undefined && NEVER_ALONE.has(type) ? says.neverAlone : undefined);
};

const whenRun = (editor: Editor): string | undefined =>
  whenIdle(editor) ?? (executionsOf(editor).state.getState().store ? undefined : says.noRun);

const start = (editor: Editor, request: StartRequest, tab: BottomTab) => {
  editor.showBottom(tab);
  return executionsOf(editor).start(request);
};

/** A draft with errors cannot be prepared: they are shown instead, and nothing is sent. */
export const testFlow = (editor: Editor): void | Promise<void> => {
  const { target } = executionsOf(editor).state.getState().options;
  const errors = editor.state
    .getState()
    .problems.filter(({ severity, source }) => severity === 'Error' && source !== 'lastRun').length;
  if (errors === 0 || target.kind !== 'draft') return start(editor, { mode: 'Whole' }, 'test');
  editor.showBottom('problems', true);
  editor.announce(words.test.notTested(errors));
  editor.toast(words.test.notTested(errors));
};

/** The node whose iterations are stepped through: the one whose values are shown, else the one in focus. */
const iteratedNode = (editor: Editor): NodeRun | undefined => {
  const { source, state } = executionsOf(editor);
  const { store, dataNode } = state.getState();
  const chosen = nodeOf(editor);
  const nodes = [
    chosen === undefined ? undefined : source.nodeRun(chosen),
    dataNode === undefined ? undefined : store?.nodeRun(dataNode),
  ];
  return (
    nodes.find((node) => node !== undefined && node.around.length > 0) ??
    store?.nodes().find(({ around }) => around.length > 0)
  );
};

const whenIterations = (editor: Editor): string | undefined =>
  iteratedNode(editor) ? undefined : says.noIterations;

const stepIteration = (editor: Editor, by: 1 | -1, onlyFailed = false) => {
  const executions = executionsOf(editor);
  const { store, iteration } = executions.state.getState();
  const node = iteratedNode(editor);
  if (!store || !node) return;
  const list = iterationList(store.state, node, onlyFailed);
  const now = (iteration.length > 0 ? keyAt(node, iteration) : undefined) ?? stepAt(node, [])?.key ?? '';
  const key = stepKey(list, now, by);
  if (key === undefined) return;
  executions.setIteration(iterationOf(node, key));
  const at = list.indexOf(key);
  editor.announce(words.data.square(words.item(at + 1, list.count), words.status[list.statusAt(at)]));
};

const pinLast = (editor: Editor) => {
  const { source, state } = executionsOf(editor);
  const id = nodeOf(editor);
  const node = id === undefined ? undefined : source.nodeRun(id);
  if (id === undefined || !node) return;
  const step = stepAt(node, state.getState().iteration);
  const event = step && step.endEvent !== NONE ? source.store?.event(step.endEvent) : undefined;
  const outputs = (event?.outputs as JsonObject | undefined) ?? node.outputs;
  if (!outputs) return;
  editor.document.edit(`pin ${node.name}`, (edit) => edit.setPin({ node: id, outputs }));
  editor.announce(words.pins.made(node.name));
};

const toggleTab = (tab: BottomTab) => (editor: Editor) => {
  const { bottomOpen, bottomTab } = editor.state.getState();
  if (bottomOpen && bottomTab === tab) editor.state.setState({ bottomOpen: false });
  else editor.showBottom(tab);
};

/** Everything that a person can do with runs, for menus, the command bar and the keyboard. Source: studio.md section 3.7. */
export const runCommands: readonly Command[] = [
  {
    id: 'run.test',
    label: says.test,
    group: 'run',
    keys: ['Mod+Enter'],
    synonyms: ['run', 'execute', 'invoke', 'try'],
    unavailable: whenIdle,
    run: testFlow,
  },
  {
    id: 'run.onlyThis',
    label: says.onlyThis,
    group: 'run',
    synonyms: ['single node', 'test node'],
    unavailable: whenAlone,
    run: (editor) => start(editor, { mode: 'OnlyNode', node: nodeOf(editor)! }, 'data'),
  },
  {
    id: 'run.untilHere',
    label: says.untilHere,
    group: 'run',
    synonyms: ['stop after'],
    unavailable: whenNode,
    run: (editor) => start(editor, { mode: 'UntilNode', node: nodeOf(editor)! }, 'data'),
  },
  {
    id: 'run.fromHere',
    label: says.fromHere,
    group: 'run',
    keys: ['Shift+Mod+Enter'],
    synonyms: ['restart', 'resume', 'replay', 'rerun'],
    unavailable: (editor) => whenNode(editor) ?? whenRun(editor),
    run: (editor) => {
      const executions = executionsOf(editor);
      const id = nodeOf(editor)!;
      const node = executions.source.nodeRun(id);
      const from = (node && startingNode(executions, node)) ?? id;
      const inside = executions.state
        .getState()
        .iteration.slice(0, 1)
        .filter(({ type, nodeName }) => type === 'Iterator' && node?.around[0]?.nodeName === nodeName);
      return start(editor, { mode: 'FromNode', node: from, iteration: inside }, 'data');
    },
  },
  {
    id: 'run.again',
    label: says.again,
    group: 'run',
    synonyms: ['repeat', 'rerun'],
    unavailable: whenRun,
    run: (editor) => executionsOf(editor).again(),
  },
  {
    id: 'run.stop',
    label: says.stop,
    group: 'run',
    synonyms: ['cancel', 'abort'],
    unavailable: (editor) => (isRunning(editor) ? undefined : says.nothingRuns),
    run: (editor) => executionsOf(editor).stop(),
  },
  {
    id: 'run.pinOutput',
    label: says.pin,
    group: 'run',
    synonyms: ['mock', 'freeze'],
    unavailable: (editor) => {
      const id = nodeOf(editor);
      if (id === undefined) return says.noNode;
      return executionsOf(editor).source.nodeRun(id)?.outputs ? undefined : says.noOutput;
    },
    run: pinLast,
  },
  {
    id: 'run.clearPins',
    label: says.clearPins,
    group: 'run',
    synonyms: ['unpin'],
    unavailable: ({ document }) => (document.snapshot().pins.size > 0 ? undefined : says.noPins),
    run: ({ document }) => document.edit(says.clearPins.toLowerCase(), (edit) => edit.removePins()),
  },
  {
    id: 'view.timeline',
    label: says.timeline,
    group: 'view',
    keys: ['T'],
    where: 'canvas',
    synonyms: ['waterfall', 'trace'],
    run: toggleTab('timeline'),
  },
  {
    id: 'view.data',
    label: says.data,
    group: 'view',
    keys: ['D'],
    where: 'canvas',
    synonyms: ['values', 'outputs', 'inputs'],
    run: toggleTab('data'),
  },
  {
    id: 'iteration.next',
    label: says.nextIteration,
    group: 'go',
    keys: ['.'],
    unavailable: whenIterations,
    run: (editor) => stepIteration(editor, 1),
  },
  {
    id: 'iteration.previous',
    label: says.previousIteration,
    group: 'go',
    keys: [','],
    unavailable: whenIterations,
    run: (editor) => stepIteration(editor, -1),
  },
  {
    id: 'iteration.nextFailed',
    label: says.nextFailed,
    group: 'go',
    unavailable: (editor) => (iteratedNode(editor)?.counts.failed ? undefined : says.noIterations),
    run: (editor) => stepIteration(editor, 1, true),
  },
];
