import type { FlowDefinition, FlowNode } from '@streambed/model/bedrock-agent';
import { clipboardMessages as words } from '../../messages/document.ts';
import type { FlowDocument } from '../flow-document.ts';
import type { NodeId, Point, ScopeId } from '../flow-snapshot.ts';

/** The clipboard format beside the text in which positions travel; other programs see the API's JSON only. */
export const POSITIONS_FORMAT = 'application/x-streambed-positions';

export interface CopiedPiece {
  /** The API's own JSON: nodes and the connections among them. */
  readonly text: string;
  /** Positions by the nodes' names, for POSITIONS_FORMAT. */
  readonly positions: string;
}

/** What goes to the clipboard for the nodes; of different scopes only those of the first one's. */
export const copyPiece = (document: FlowDocument, nodes: Iterable<NodeId>): CopiedPiece => {
  const snapshot = document.snapshot();
  const known = [...nodes].map((id) => snapshot.nodes.get(id)).filter((node) => node !== undefined);
  const together = known.filter(({ scope }) => scope === known[0]?.scope);
  const positions = Object.fromEntries(
    together.flatMap(({ name, position }) => (position ? [[name, [position.x, position.y]]] : [])),
  );
  return {
    text: JSON.stringify(document.pieceOf(together.map(({ id }) => id)), undefined, 2),
    positions: JSON.stringify(positions),
  };
};

/** Nodes that were pasted as text, whatever they came from. */
export interface PastedPiece {
  readonly definition: FlowDefinition;
  readonly positions: ReadonlyMap<string, Point>;
  /** What the text held beside nodes, or what of it the service would not take; sentences for people. */
  readonly remarks: readonly string[];
}

const isPair = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => Number.isFinite(part));

const readPositions = (text: string | undefined): Map<string, Point> => {
  const positions = new Map<string, Point>();
  try {
    const value: unknown = JSON.parse(text || '{}');
    for (const [name, at] of Object.entries(value ?? {}))
      if (isPair(at)) positions.set(name, { x: at[0], y: at[1] });
  } catch {
    // Another program's format; the nodes are laid out instead.
  }
  return positions;
};

/** The piece that `copyPiece` wrote, or a definition, is read at once; other forms need the reader of templates. */
const readPlain = (text: string): FlowDefinition | undefined => {
  try {
    const value = JSON.parse(text) as FlowDefinition | null;
    const isPiece =
      Array.isArray(value?.nodes) &&
      value.nodes.every(
        (node: unknown) =>
          typeof (node as FlowNode | null)?.name === 'string' && typeof (node as FlowNode).type === 'string',
      ) &&
      (value.connections === undefined || Array.isArray(value.connections));
    return isPiece ? value : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Reads pasted text: a piece, a definition, GetFlow's answer, CreateFlow's request, CloudFormation in JSON or YAML, one
 * node. Rejects with an Error for people when it holds no nodes.
 */
export const readPasted = async (text: string, positions?: string): Promise<PastedPiece> => {
  if (text.trim() === '') throw new Error(words.empty);
  const plain = readPlain(text);
  if (plain !== undefined) return { definition: plain, positions: readPositions(positions), remarks: [] };
  // Brings a reader of YAML, which most pastes do not need.
  const { readDefinition } = await import('@streambed/flow/exchange');
  const read = readDefinition(text);
  if (!read.ok)
    throw new Error(read.line === undefined ? read.message : words.atLine(read.line, read.message));
  const [flow] = read.flows;
  const definition = flow?.definition ?? (flow?.raw as FlowDefinition | undefined);
  if (!definition?.nodes || definition.nodes.length === 0) throw new Error(words.noNodes);
  const remarks = [
    // What is lost is told here; what is wrong came along, and stands among the problems.
    ...(flow?.problems ?? []).filter(({ severity }) => severity === 'warning').map(({ message }) => message),
    ...(read.leftOut.length > 0 ? [words.leftOut(read.leftOut)] : []),
    ...read.missing.map(({ name, placeholder }) => words.missing(name, placeholder)),
    ...(read.flows.length > 1 ? [words.onlyFirst(read.flows.length)] : []),
  ];
  return { definition, positions: new Map(), remarks };
};

/** Puts a piece into the flow as one step; where it has positions they keep their distances. */
export const pastePiece = (
  document: FlowDocument,
  piece: PastedPiece,
  /** Without a position, and with none in the piece, nodes have none: the canvas lays them out. */
  at: { readonly scope?: ScopeId; readonly position?: Point },
): { readonly nodes: readonly NodeId[]; readonly dropped: readonly string[] } =>
  document.edit(words.step(piece.definition.nodes?.length ?? 0), (edit) => {
    const pasted = edit.paste(piece.definition, at);
    const corner = { x: Number.POSITIVE_INFINITY, y: Number.POSITIVE_INFINITY };
    for (const { x, y } of piece.positions.values()) {
      corner.x = Math.min(corner.x, x);
      corner.y = Math.min(corner.y, y);
    }
    const moves = new Map<NodeId, Point>();
    const { position } = at;
    if (!position) return pasted;
    for (const [index, id] of pasted.nodes.entries()) {
      const was = piece.positions.get(piece.definition.nodes?.[index]?.name ?? '');
      if (was) moves.set(id, { x: position.x + was.x - corner.x, y: position.y + was.y - corner.y });
    }
    edit.moveNodes(moves);
    return pasted;
  });
