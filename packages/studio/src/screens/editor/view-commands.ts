import type { BottomTab, Command, Editor, Problem } from '../../editor/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import { focusOutlineSoon } from './return-to-canvas.ts';

const words = editorMessages.commands;

const toggleBottom = (editor: Editor, tab: BottomTab) => {
  const { bottomOpen, bottomTab } = editor.state.getState();
  if (bottomOpen && bottomTab === tab) editor.state.setState({ bottomOpen: false });
  else editor.showBottom(tab);
};

/** Steps through the problems, from the one that was gone to last. */
const stepProblem = (editor: Editor, by: 1 | -1) => {
  const { problems, goTo } = editor.state.getState();
  if (problems.length === 0) return;
  const at = problems.findIndex(({ address }) => isSame(address, goTo));
  const next = problems[(at + by + problems.length) % problems.length] ?? problems[0];
  if (next) editor.goTo(next.address);
};

const isSame = (a: Problem['address'], b: Problem['address'] | undefined): boolean =>
  b !== undefined && a.node === b.node && a.connection === b.connection && a.field === b.field;

const tab = (id: string, label: string, bottomTab: BottomTab, key: string): Command => ({
  id,
  label,
  group: 'view',
  keys: [key],
  where: 'canvas',
  run: (editor) => toggleBottom(editor, bottomTab),
});

/** What the frame of the editor does: its panels, its problems. Keys as in studio.md section 3.7. */
export const viewCommands: readonly Command[] = [
  tab('view.json', words.showJson, 'json', 'J'),
  tab('view.problems', words.showProblems, 'problems', 'P'),
  {
    id: 'view.test',
    label: words.showTest,
    group: 'view',
    run: (editor) => editor.showBottom('test'),
  },
  {
    id: 'view.left',
    label: words.toggleLeft,
    group: 'view',
    keys: ['['],
    where: 'canvas',
    run: ({ state }) => state.setState(({ paletteOpen }) => ({ paletteOpen: !paletteOpen })),
  },
  {
    id: 'view.inspector',
    label: words.toggleRight,
    group: 'view',
    keys: [']'],
    where: 'canvas',
    run: ({ state }) => state.setState(({ inspectorOpen }) => ({ inspectorOpen: !inspectorOpen })),
  },
  {
    id: 'view.bottom',
    label: words.toggleBottom,
    group: 'view',
    keys: ['\\'],
    where: 'canvas',
    run: ({ state }) => state.setState(({ bottomOpen }) => ({ bottomOpen: !bottomOpen })),
  },
  {
    id: 'view.outline',
    label: words.outline,
    group: 'view',
    keys: ['O'],
    where: 'canvas',
    run({ state }) {
      state.setState({ leftTab: 'outline', paletteOpen: true });
      focusOutlineSoon();
    },
  },
  {
    id: 'go.nextProblem',
    label: words.nextProblem,
    group: 'go',
    keys: ['F8'],
    unavailable: noProblems,
    run: (editor) => stepProblem(editor, 1),
  },
  {
    id: 'go.previousProblem',
    label: words.previousProblem,
    group: 'go',
    keys: ['Shift+F8'],
    unavailable: noProblems,
    run: (editor) => stepProblem(editor, -1),
  },
];

function noProblems({ state }: Editor): string | undefined {
  return state.getState().problems.length === 0 ? editorMessages.noProblems : undefined;
}
