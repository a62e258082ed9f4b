import type { Node } from '@xyflow/react';
import type { FlowSnapshot, NodeId, NoteView } from '../../document/index.ts';
import { type Arrangement, FRAME, type PlacedNode, WALL_GAP } from '../geometry/arrangement.ts';
import { CARD_WIDTH } from '../geometry/card-geometry.ts';
import type { CardFacts } from './card-facts.ts';

export type CardNode = Node<{ readonly placed: PlacedNode; readonly facts: CardFacts }, 'card' | 'loop'>;
export type NoteNode = Node<{ readonly note: NoteView }, 'note'>;
export type CanvasNode = CardNode | NoteNode;

/** React Flow's ids: notes must not meet nodes. */
export const noteKey = (id: string): string => `note ${id}`;
export const isNoteKey = (key: string): boolean => key.startsWith('note ');
export const noteIdOf = (key: string): string => key.slice('note '.length);

/** React Flow gives each card's frame a role of its own; ours is inside. */
const QUIET = { 'aria-roledescription': undefined };

/**
 * What React Flow is to show. A node whose place, form and facts are as before stays the same object, so that nothing of
 * it is painted anew; what is selected stays so.
 */
export const canvasNodes = (
  snapshot: FlowSnapshot,
  arrangement: Arrangement,
  facts: ReadonlyMap<NodeId, CardFacts>,
  before: readonly CanvasNode[],
): CanvasNode[] => {
  const old = new Map(before.map((node) => [node.id, node]));
  const notes: CanvasNode[] = [];
  for (const note of snapshot.notes.values()) {
    const isShown = note.scope === 'flow' || arrangement.nodes.get(note.scope)?.isOpen;
    if (isShown) notes.push(noteNode(note, old.get(noteKey(note.id)) as NoteNode | undefined));
  }
  const frames: CanvasNode[] = [];
  for (const placed of arrangement.nodes.values())
    frames.push(
      cardNode(placed, facts.get(placed.node.id)!, old.get(placed.node.id) as CardNode | undefined),
    );
  // A note in a loop comes after the loop's frame.
  const outer = notes.filter(({ parentId }) => parentId === undefined);
  return [...outer, ...frames, ...notes.filter(({ parentId }) => parentId !== undefined)];
};

const cardNode = (placed: PlacedNode, facts: CardFacts, old: CardNode | undefined): CardNode => {
  const { node, rectangle, frame, isOpen } = placed;
  const type = isOpen ? 'loop' : 'card';
  if (old && old.type === type && old.parentId === frame) {
    const before = old.data.placed;
    const isSameData =
      before.node === node &&
      before.geometry === placed.geometry &&
      before.isOpen === isOpen &&
      old.data.facts === facts;
    const isSamePlace =
      old.position.x === rectangle.x &&
      old.position.y === rectangle.y &&
      old.width === rectangle.width &&
      old.height === rectangle.height;
    if (isSameData && isSamePlace) return old;
    if (isSameData)
      return { ...old, position: { x: rectangle.x, y: rectangle.y }, ...sized(rectangle) } as CardNode;
  }
  return {
    id: node.id,
    type,
    position: { x: rectangle.x, y: rectangle.y },
    ...sized(rectangle),
    data: { placed, facts },
    domAttributes: QUIET,
    zIndex: isOpen ? 0 : 2,
    ...(old?.selected && { selected: true }),
    ...(frame !== undefined && {
      parentId: frame,
      extent: [
        [wallOf(node.type), FRAME.top - 16],
        [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
      ],
    }),
  } as CardNode;
};

/** How far left a node may go within its frame. */
const wallOf = (type: string): number =>
  type === 'LoopInput' ? FRAME.left : FRAME.left + CARD_WIDTH + WALL_GAP / 2;

/** Sizes are known without measuring; React Flow takes ours. Lines are ours as well, so it has no handles to look for. */
const sized = ({ width, height }: { readonly width: number; readonly height: number }) => ({
  width,
  height,
  measured: { width, height },
  handles: [],
});

const noteNode = (note: NoteView, old: NoteNode | undefined): NoteNode => {
  if (old?.data.note === note) return old;
  const isInLoop = note.scope !== 'flow';
  return {
    id: noteKey(note.id),
    type: 'note',
    position: isInLoop
      ? { x: note.position.x + FRAME.left, y: note.position.y + FRAME.top }
      : { x: note.position.x, y: note.position.y },
    ...sized(note),
    data: { note },
    domAttributes: QUIET,
    zIndex: 1,
    ...(old?.selected && { selected: true }),
    ...(isInLoop && { parentId: note.scope }),
  };
};
