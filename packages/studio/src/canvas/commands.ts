import { FLOW_SCOPE, type NodeId } from '../document/index.ts';
import type { Command, Editor } from '../editor/index.ts';
import { canvasMessages } from '../messages/canvas.ts';
import { addNote, positionAfter } from './actions/adding.ts';
import { copyToClipboard, pasteFromClipboard } from './actions/clipboard.ts';
import {
  alignSelection,
  distributeSelection,
  duplicateSelection,
  meantNodes,
  nudge,
  removeSelection,
  tidy,
} from './actions/editing.ts';
import { looseEnd } from './actions/ends.ts';
import { foldIntoLoop, whyNotFold } from './actions/fold.ts';
import type { Alignment, Direction } from './geometry/align.ts';
import { branchesOf, CARD_WIDTH } from './geometry/card-geometry.ts';
import { reachable } from './geometry/reading-order.ts';
import { type CanvasController, canvasOf } from './state/canvas-controller.ts';

const words = canvasMessages.commands;
const why = canvasMessages.unavailable;

type Reason = string | undefined;

/** A command of the canvas that is open in the editor; without one it says so. */
const command = (
  id: string,
  label: string,
  group: Command['group'],
  run: (canvas: CanvasController, editor: Editor) => unknown,
  more: Partial<Pick<Command, 'keys' | 'synonyms' | 'where'>> & {
    readonly unavailable?: (canvas: CanvasController, editor: Editor) => Reason;
    readonly edits?: boolean;
  } = {},
): Command => {
  const { unavailable, edits = false, ...rest } = more;
  return {
    id: `canvas.${id}`,
    label,
    group,
    ...rest,
    unavailable(editor) {
      const canvas = canvasOf(editor);
      if (!canvas) return why.noCanvas;
      const { access } = editor.state.getState();
      if (edits && access.mode === 'readOnly') return access.reason;
      return unavailable?.(canvas, editor);
    },
    async run(editor) {
      const canvas = canvasOf(editor);
      if (canvas) await run(canvas, editor);
    },
  };
};

const key = (...keys: string[]) => ({ keys, where: 'canvas' as const });
const anySelected = ({ editor }: CanvasController): Reason => {
  const { selection, focusedNode } = editor.state.getState();
  const some = selection.nodes.size + selection.connections.size + selection.notes.size > 0;
  return some || focusedNode !== undefined ? undefined : why.nothingSelected;
};
const someNodes = (canvas: CanvasController): Reason =>
  meantNodes(canvas).size > 0 ? undefined : why.nothingSelected;
const atLeast =
  (many: number, reason: string) =>
  (canvas: CanvasController): Reason =>
    canvas.state.getState().isLocked
      ? why.locked
      : canvas.editor.state.getState().selection.nodes.size >= many
        ? undefined
        : reason;
const oneNode = ({ editor }: CanvasController): NodeId | undefined => {
  const { focusedNode, selection } = editor.state.getState();
  return focusedNode ?? (selection.nodes.size === 1 ? [...selection.nodes][0] : undefined);
};
const hasNode = (canvas: CanvasController): Reason =>
  oneNode(canvas) === undefined ? why.nothingSelected : undefined;

const openQuickAdd = (canvas: CanvasController): void => {
  const { x, y } = canvas.viewCenter();
  const focused = canvas.editor.state.getState().focusedNode;
  const node = focused === undefined ? undefined : canvas.snapshot().nodes.get(focused);
  const scope = node?.scope ?? FLOW_SCOPE;
  const from = node && looseEnd(canvas, node.id);
  const place = node && canvas.places.get(node.id);
  canvas.openPopup({
    kind: 'quickAdd',
    scope,
    ...(from && place
      ? {
          at: canvas.toCanvas({ x: place.x + place.width + 24, y: place.y }),
          position: positionAfter(canvas, from, 'Prompt'),
          from,
        }
      : {
          at: canvas.toCanvas({ x: x - CARD_WIDTH / 2, y: y - 60 }),
          position: canvas.inScope({ x: x - CARD_WIDTH / 2, y: y - 60 }, scope),
        }),
  });
};

const openConnect = (canvas: CanvasController): void => {
  const node = oneNode(canvas);
  const place = node === undefined ? undefined : canvas.places.get(node);
  if (node === undefined || !place) return;
  canvas.reveal([node], { isQuick: true });
  canvas.openPopup({
    kind: 'connect',
    node,
    at: canvas.toCanvas({ x: place.x + place.width / 2, y: place.y + 56 }),
  });
};

const stepFound = (canvas: CanvasController, by: 1 | -1): void => {
  const { found, focusedNode } = canvas.editor.state.getState();
  const { order } = canvas.state.getState();
  const ids = [...(found ?? [])].toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  const at = focusedNode === undefined ? -1 : ids.indexOf(focusedNode);
  const next = ids[(at + by + ids.length) % ids.length];
  if (next === undefined) return;
  canvas.select({ nodes: new Set([next]) });
  canvas.focusNode(next);
  canvas.editor.announce(
    canvasMessages.steppedTo(
      ids.indexOf(next) + 1,
      ids.length,
      canvas.snapshot().nodes.get(next)?.name ?? '',
    ),
  );
};

const selectAround = (direction: 'upstream' | 'downstream') => (canvas: CanvasController) => {
  canvas.select({ nodes: reachable(canvas.snapshot(), meantNodes(canvas), direction) });
  canvas.announceSelected();
};

const openMenu = (canvas: CanvasController): void => {
  const node = oneNode(canvas);
  const place = node === undefined ? undefined : canvas.places.get(node);
  if (node !== undefined && place) {
    canvas.reveal([node], { isQuick: true });
    if (canvas.editor.state.getState().selection.nodes.size === 0) canvas.select({ nodes: new Set([node]) });
    canvas.openPopup({
      kind: 'menu',
      node,
      at: canvas.toCanvas({ x: place.x + 40, y: place.y + 40 }),
      position: { x: place.x, y: place.y },
    });
    return;
  }
  const center = canvas.viewCenter();
  canvas.openPopup({ kind: 'menu', at: canvas.toCanvas(center), position: center });
};

const alignments: readonly Alignment[] = ['left', 'center', 'right', 'top', 'middle', 'bottom'];
const directions: readonly Direction[] = ['across', 'down'];
const moves = (
  [
    ['ArrowLeft', -1, 0],
    ['ArrowRight', 1, 0],
    ['ArrowUp', 0, -1],
    ['ArrowDown', 0, 1],
  ] as const
).flatMap(([name, x, y]) =>
  ([8, 40] as const).map((by) =>
    command(`move.${name}.${by}`, words.move, 'edit', (canvas) => nudge(canvas, x * by, y * by), {
      ...key(by === 8 ? `Shift+${name}` : `Shift+Mod+${name}`),
      unavailable: anySelected,
      edits: true,
    }),
  ),
);

/** What can be done on the canvas, as menus, the command bar and the keyboard offer it. Keys: studio.md section 3.7. */
export const canvasCommands: readonly Command[] = [
  command('add', words.add, 'edit', openQuickAdd, {
    ...key('N'),
    synonyms: ['insert', 'new node'],
    edits: true,
  }),
  command(
    'addNote',
    words.addNote,
    'edit',
    (canvas) => {
      const { x, y } = canvas.viewCenter();
      addNote(canvas, FLOW_SCOPE, { x: x - 100, y: y - 60 });
    },
    { synonyms: ['sticky', 'comment', 'remark'], edits: true },
  ),
  command('delete', words.remove, 'edit', removeSelection, {
    ...key('Delete', 'Backspace'),
    synonyms: ['remove'],
    unavailable: anySelected,
    edits: true,
  }),
  command('duplicate', words.duplicate, 'edit', duplicateSelection, {
    ...key('Mod+D'),
    unavailable: someNodes,
    edits: true,
  }),
  command('copy', words.copy, 'edit', (canvas) => copyToClipboard(canvas), {
    ...key('Mod+C'),
    unavailable: someNodes,
  }),
  command('cut', words.cut, 'edit', (canvas) => copyToClipboard(canvas, true), {
    ...key('Mod+X'),
    unavailable: someNodes,
    edits: true,
  }),
  command('paste', words.paste, 'edit', pasteFromClipboard, { ...key('Mod+V'), edits: true }),
  command(
    'undo',
    words.undo,
    'edit',
    (_, editor) => {
      const [step] = editor.document.history.undoSteps;
      editor.document.history.undo();
      if (step !== undefined) editor.announce(canvasMessages.undone(step));
    },
    {
      ...key('Mod+Z'),
      unavailable: (_, editor) =>
        editor.document.history.undoSteps.length === 0 ? why.nothingToUndo : undefined,
      edits: true,
    },
  ),
  command(
    'redo',
    words.redo,
    'edit',
    (_, editor) => {
      const [step] = editor.document.history.redoSteps;
      editor.document.history.redo();
      if (step !== undefined) editor.announce(canvasMessages.redone(step));
    },
    {
      ...key('Shift+Mod+Z', 'Mod+Y'),
      unavailable: (_, editor) =>
        editor.document.history.redoSteps.length === 0 ? why.nothingToRedo : undefined,
      edits: true,
    },
  ),
  ...moves,
  command('zoomIn', words.zoomIn, 'view', (canvas) => canvas.zoomBy(1.25), key('+', '=')),
  command('zoomOut', words.zoomOut, 'view', (canvas) => canvas.zoomBy(1 / 1.25), key('-')),
  command('zoom100', words.zoom100, 'view', (canvas) => canvas.zoomTo(1), key('0')),
  command('fit', words.fit, 'view', (canvas) => canvas.fit(), key('1')),
  command(
    'fitSelection',
    words.fitSelection,
    'view',
    (canvas) => canvas.fit(meantNodes(canvas), { mostZoom: 1.5 }),
    {
      ...key('2'),
      unavailable: someNodes,
    },
  ),
  command('layout', words.layout, 'edit', tidy, {
    ...key('L'),
    synonyms: ['arrange', 'auto-layout', 'align', 'clean up'],
    unavailable: (canvas) => (canvas.state.getState().isLocked ? why.locked : undefined),
    edits: true,
  }),
  ...alignments.map((alignment) =>
    command(
      `align.${alignment}`,
      words.align[alignment],
      'edit',
      (canvas) => alignSelection(canvas, alignment),
      {
        unavailable: atLeast(2, why.needTwo),
        edits: true,
      },
    ),
  ),
  ...directions.map((direction) =>
    command(
      `distribute.${direction}`,
      words.distribute[direction],
      'edit',
      (canvas) => distributeSelection(canvas, direction),
      { synonyms: ['same spacing'], unavailable: atLeast(3, why.needThree), edits: true },
    ),
  ),
  command(
    'edit',
    words.edit,
    'go',
    (canvas, editor) => {
      const node = oneNode(canvas);
      if (node !== undefined) editor.goTo({ node, field: 'name' });
    },
    { ...key('Enter'), unavailable: hasNode },
  ),
  command(
    'rename',
    words.rename,
    'edit',
    (canvas, editor) => {
      const node = oneNode(canvas);
      if (node !== undefined) editor.goTo({ node, field: 'name' });
    },
    { ...key('F2'), unavailable: hasNode, edits: true },
  ),
  command(
    'openLoop',
    words.openLoop,
    'view',
    (canvas) => {
      const node = oneNode(canvas);
      if (node === undefined) return;
      if (canvas.editor.state.getState().openLoops.has(node)) canvas.closeLoop(node);
      else canvas.openLoop(node);
    },
    {
      ...key('Shift+Enter'),
      unavailable: (canvas) =>
        canvas.snapshot().scopes.has(oneNode(canvas) ?? '') ? undefined : why.notALoop,
    },
  ),
  command('connect', words.connect, 'edit', openConnect, {
    ...key('C'),
    synonyms: ['wire', 'link'],
    unavailable: (canvas) => {
      const node = canvas.snapshot().nodes.get(oneNode(canvas) ?? '');
      if (!node) return why.nothingSelected;
      return node.outputs.length + branchesOf(node).length > 0 ? undefined : why.noOutputs;
    },
    edits: true,
  }),
  command('menu', canvasMessages.menu.canvas, 'view', openMenu, key('Shift+F10', 'ContextMenu')),
  command(
    'selectAll',
    words.selectAll,
    'edit',
    (canvas) => {
      canvas.select({ nodes: new Set(canvas.arrangement().nodes.keys()) });
      canvas.state.setState({ isGathering: true });
      canvas.announceSelected();
    },
    key('Mod+A'),
  ),
  command('selectUpstream', words.selectUpstream, 'edit', selectAround('upstream'), {
    unavailable: someNodes,
  }),
  command('selectDownstream', words.selectDownstream, 'edit', selectAround('downstream'), {
    unavailable: someNodes,
  }),
  command(
    'selectType',
    words.selectType,
    'edit',
    (canvas) => {
      const types = new Set([...meantNodes(canvas)].map((id) => canvas.snapshot().nodes.get(id)?.type));
      const all = [...canvas.arrangement().nodes.values()].filter(({ node }) => types.has(node.type));
      canvas.select({ nodes: new Set(all.map(({ node }) => node.id)) });
      canvas.announceSelected();
    },
    { unavailable: someNodes },
  ),
  command('fold', words.fold, 'edit', foldIntoLoop, {
    synonyms: ['group', 'repeat', 'DoWhile'],
    unavailable: whyNotFold,
    edits: true,
  }),
  command(
    'data',
    words.data,
    'go',
    (canvas, editor) => {
      const node = oneNode(canvas);
      if (node !== undefined) canvas.select({ nodes: new Set([node]) });
      editor.showBottom('data');
    },
    { unavailable: hasNode },
  ),
  command(
    'minimap',
    words.minimap,
    'view',
    (canvas) =>
      canvas.state.setState(({ hasMinimap }) => ({
        hasMinimap: !(hasMinimap ?? canvas.snapshot().nodes.size >= 15),
      })),
    key('M'),
  ),
  command(
    'grid',
    words.grid,
    'view',
    (canvas) => canvas.state.setState(({ hasGrid }) => ({ hasGrid: !hasGrid })),
    key('G'),
  ),
  command('lock', words.lock, 'view', (canvas) =>
    canvas.state.setState(({ isLocked }) => ({ isLocked: !isLocked })),
  ),
  command('nextFound', words.nextFound, 'go', (canvas) => stepFound(canvas, 1), {
    unavailable: (_, editor) => (editor.state.getState().found?.size ? undefined : why.nothingFound),
  }),
  command('previousFound', words.previousFound, 'go', (canvas) => stepFound(canvas, -1), {
    unavailable: (_, editor) => (editor.state.getState().found?.size ? undefined : why.nothingFound),
  }),
];
