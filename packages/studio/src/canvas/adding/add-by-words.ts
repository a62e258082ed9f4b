import { FLOW_SCOPE, type NodeView } from '../../document/index.ts';
import type { Editor } from '../../editor/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { nodeFacts } from '../../nodes/index.ts';
import { addNode, positionAfter } from '../actions/adding.ts';
import { placeName } from '../actions/commit-outcome.ts';
import { anyEnd, looseEnd } from '../actions/ends.ts';
import { CARD_WIDTH } from '../geometry/card-geometry.ts';
import { type CanvasController, canvasOf } from '../state/canvas-controller.ts';
import { fuzzyScore } from './fuzzy.ts';
import { quickAddFits, rankTypes } from './rank-types.ts';

/** A node that can be added by what was typed: `add prompt after Classify`. */
export interface WordedAddition {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly unavailable?: string;
  run(): void;
}

const MOST_TYPES = 4;
const MOST_NODES = 3;

/** What a sentence asks to add, and after which node: as far as it is typed. */
export const readAddition = (
  typed: string,
): { readonly type: string; readonly after: string | undefined } | undefined => {
  const [, rest] = /^\s*(?:add|insert|new)\s+(.+)$/i.exec(typed) ?? [];
  if (rest === undefined) return undefined;
  const [, type = '', after = ''] = /^(.*?)\s+after\s+(.*)$/i.exec(rest) ?? [];
  const plain = (text: string) => text.replace(/^an?\s+/i, '').trim();
  if (type !== '') return { type: plain(type), after: after.trim() === '' ? undefined : after.trim() };
  // The word is still being typed.
  return { type: plain(rest.replace(/\s+(?:a|af|aft|afte|after)\s*$/i, '')), after: undefined };
};

/** The additions that the words ask for, the best first; none where they ask for something else. */
export const addByWords = (editor: Editor, typed: string): readonly WordedAddition[] => {
  const canvas = canvasOf(editor);
  const asked = readAddition(typed);
  if (!canvas || !asked || asked.type === '') return [];
  const { access, focusedNode } = editor.state.getState();
  const { nodes } = canvas.snapshot();
  if (access.mode !== 'edit') return [];
  if (asked.after !== undefined)
    return nodesNamed([...nodes.values()], asked.after).flatMap((node) => after(canvas, node, asked.type));
  const focused = focusedNode === undefined ? undefined : nodes.get(focusedNode);
  return focused && looseEnd(canvas, focused.id)
    ? after(canvas, focused, asked.type)
    : loose(canvas, asked.type);
};

const nodesNamed = (nodes: readonly NodeView[], typed: string): readonly NodeView[] => {
  const scored = nodes
    .map((node) => ({ node, score: Math.max(fuzzyScore(typed, node.name), fuzzyScore(typed, node.path)) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  // Who writes a name out means that one.
  const exact = scored.filter(({ score }) => score === 100);
  return (exact.length > 0 ? exact : scored).slice(0, MOST_NODES).map(({ node }) => node);
};

const typesNamed = (...[canvas, typed, from, scope]: [CanvasController, string, ...FitsOf]) =>
  rankTypes(quickAddFits(canvas.snapshot(), from, scope), typed, []).slice(0, MOST_TYPES);
type FitsOf = [from: Parameters<typeof quickAddFits>[1], scope: Parameters<typeof quickAddFits>[2]];

const after = (canvas: CanvasController, node: NodeView, typed: string): readonly WordedAddition[] => {
  const from = looseEnd(canvas, node.id) ?? anyEnd(node);
  return typesNamed(canvas, typed, from, node.scope).map(({ type, reason }) => {
    const refused = from === undefined ? words.connect.nothingLeaves(node.name) : reason;
    return {
      id: `add-${type}-${node.id}`,
      label: words.addByWords.after(nodeFacts(type).label, node.name),
      detail: from === undefined ? '' : words.addByWords.from(placeName(canvas, from)),
      ...(refused !== undefined && { unavailable: refused }),
      run: () => {
        if (from === undefined) return;
        // Its loop opens, so that there is a place beside it.
        canvas.showNode(node.id);
        addNode(canvas, { type, scope: node.scope, from, position: positionAfter(canvas, from, type) });
      },
    };
  });
};

const loose = (canvas: CanvasController, typed: string): readonly WordedAddition[] =>
  typesNamed(canvas, typed, undefined, FLOW_SCOPE).map(({ type, reason }) => {
    const { label, oneLine } = nodeFacts(type);
    return {
      id: `add-${type}`,
      label: words.addByWords.plain(label),
      detail: oneLine,
      ...(reason !== undefined && { unavailable: reason }),
      run: () => {
        const { x, y } = canvas.viewCenter();
        addNode(canvas, { type, scope: FLOW_SCOPE, position: { x: x - CARD_WIDTH / 2, y: y - 60 } });
      },
    };
  });
