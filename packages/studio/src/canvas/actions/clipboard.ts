import {
  copyPiece,
  FLOW_SCOPE,
  POSITIONS_FORMAT,
  pastePiece,
  readPasted,
  type ScopeId,
} from '../../document/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { CARD_WIDTH, GRID } from '../geometry/card-geometry.ts';
import { snap } from '../geometry/rectangle.ts';
import type { CanvasController } from '../state/canvas-controller.ts';
import { meantNodes, namesOf, removeSelection } from './editing.ts';

/** What goes to the clipboard; undefined when nothing is meant. */
export const copySelection = (canvas: CanvasController) => {
  const nodes = meantNodes(canvas);
  return nodes.size === 0 ? undefined : copyPiece(canvas.editor.document, nodes);
};

/** By menu: the keys come as events of the clipboard. */
export const copyToClipboard = async (canvas: CanvasController, isCut = false): Promise<void> => {
  const piece = copySelection(canvas);
  if (!piece) return;
  const names = namesOf(canvas, meantNodes(canvas));
  await navigator.clipboard.writeText(piece.text);
  if (isCut) removeSelection(canvas);
  canvas.editor.announce(words.copied(names));
};

export const pasteFromClipboard = async (canvas: CanvasController): Promise<void> => {
  let text: string;
  try {
    text = await navigator.clipboard.readText();
  } catch {
    canvas.editor.toast(words.clipboardBlocked);
    return;
  }
  await pasteText(canvas, text);
};

/** Where the keyboard is decides into which loop; the place is the middle of what is seen. */
const scopeForPaste = (canvas: CanvasController): ScopeId => {
  const { focusedNode, openLoops } = canvas.editor.state.getState();
  const node = focusedNode === undefined ? undefined : canvas.snapshot().nodes.get(focusedNode);
  if (!node) return FLOW_SCOPE;
  if (node.scope !== FLOW_SCOPE && openLoops.has(node.scope)) return node.scope;
  return FLOW_SCOPE;
};

/** Pastes whatever form of a flow the text holds; what cannot be read, or was left out, is said in a notice that stays. */
export const pasteText = async (
  canvas: CanvasController,
  text: string,
  positions?: string,
): Promise<void> => {
  if (!canvas.canEdit()) return;
  const { editor } = canvas;
  try {
    const piece = await readPasted(text, positions);
    const scope = scopeForPaste(canvas);
    const center = canvas.inScope(canvas.viewCenter(), scope);
    const many = piece.definition.nodes?.length ?? 0;
    const shown = snap({ x: center.x - (many === 1 ? CARD_WIDTH / 2 : CARD_WIDTH), y: center.y - 80 }, GRID);
    const isFirst = canvas.snapshot().nodes.size === 0;
    const { nodes, dropped } = pastePiece(editor.document, piece, {
      scope,
      // The first nodes of a flow are laid out as those of a flow that is opened.
      ...((!isFirst || piece.positions.size > 0) && {
        position: canvas.arrangement().documentPositionIn(scope, shown),
      }),
    });
    canvas.select({ nodes: new Set(nodes) });
    editor.announce(words.pasted(nodes.length));
    const remarks = [...(dropped.length > 0 ? [words.droppedFromPaste(dropped)] : []), ...piece.remarks];
    if (remarks.length > 0) editor.notice(remarks.join('\n'));
    if (isFirst) canvas.fitSoon();
    else canvas.revealSoon(nodes);
  } catch (error) {
    editor.toast((error as Error).message);
  }
};

/** Answers the browser's own copy, cut and paste while the canvas has the focus. */
export const clipboardEvents = (canvas: CanvasController) => {
  const copy = (event: ClipboardEvent): boolean => {
    const piece = copySelection(canvas);
    if (!piece || !event.clipboardData) return false;
    event.clipboardData.setData('text/plain', piece.text);
    event.clipboardData.setData(POSITIONS_FORMAT, piece.positions);
    event.preventDefault();
    canvas.editor.announce(words.copied(namesOf(canvas, meantNodes(canvas))));
    return true;
  };
  return {
    copy,
    cut(event: ClipboardEvent) {
      if (canvas.canEdit() && copy(event)) removeSelection(canvas);
    },
    paste(event: ClipboardEvent) {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      event.preventDefault();
      void pasteText(canvas, text, event.clipboardData?.getData(POSITIONS_FORMAT));
    },
  };
};
