import type {
  BranchPlace,
  ConnectionId,
  ConnectOutcome,
  InputPlace,
  NodeId,
  NoteId,
  OutputPlace,
  Point,
  ScopeId,
} from '../../document/index.ts';

import type { DiffMarks } from '../still/diff-marks.ts';

/** How much of a card is drawn, by steps of the zoom. Source: studio.md section 3.4. */
export type Detail = 'full' | 'medium' | 'block';

/** A line that is being drawn from an output or a branch, or whose end is being moved. */
export interface Drawing {
  readonly from: OutputPlace | BranchPlace;
  /** Of a connection whose end at the target is being moved. */
  readonly moving?: ConnectionId;
  readonly start: Point;
  /** Where the pointer is, in the flow's coordinates. */
  readonly pointer: Point;
  /** Begun by a click: it follows the pointer until the next click. */
  readonly isSticky: boolean;
  readonly over?: { readonly node: NodeId; readonly input?: string };
  /** What would come of letting go here; undefined over nothing. */
  readonly outcome?: ConnectOutcome;
  /** What each node, and each of its inputs, would say. */
  readonly fits: ReadonlyMap<NodeId, NodeFit>;
}

export interface NodeFit {
  /** The outcome of letting go on the card's body. */
  readonly body: ConnectOutcome;
  readonly inputs: ReadonlyMap<string, ConnectOutcome>;
  /** Exactly one input fits: the whole card lights up. */
  readonly isOnly: boolean;
}

/** What floats above the canvas; one thing at a time. `at` is in pixels from the canvas's left upper corner. */
export type Popup =
  | {
      readonly kind: 'quickAdd';
      readonly at: Point;
      readonly scope: ScopeId;
      /** Where the node goes, in the scope's coordinates as shown. */
      readonly position: Point;
      readonly from?: OutputPlace | BranchPlace;
      readonly connection?: ConnectionId;
    }
  | {
      readonly kind: 'connect';
      readonly at: Point;
      readonly node: NodeId;
      readonly from?: OutputPlace | BranchPlace;
    }
  | {
      readonly kind: 'chooseInput';
      readonly at: Point;
      readonly from: OutputPlace;
      readonly node: NodeId;
      readonly inputs: readonly string[];
    }
  | { readonly kind: 'pickMember'; readonly at: Point; readonly to: InputPlace }
  | { readonly kind: 'connection'; readonly at: Point; readonly id: ConnectionId }
  | { readonly kind: 'feed'; readonly at: Point; readonly node: NodeId }
  | { readonly kind: 'menu'; readonly at: Point; readonly node?: NodeId; readonly position: Point }
  | {
      readonly kind: 'refusal';
      readonly at: Point;
      readonly outcome: Extract<ConnectOutcome, { kind: 'refused' }>;
      readonly from: OutputPlace | BranchPlace;
    };

export interface CanvasState {
  readonly detail: Detail;
  /** Names above far-away cards are drawn so much larger; changes by steps. */
  readonly labelScale: number;
  /** Below this zoom the dots of the ground run together. */
  readonly isNear: boolean;
  /** undefined: shown from 15 nodes on. */
  readonly hasMinimap: boolean | undefined;
  readonly hasGrid: boolean;
  readonly isLocked: boolean;
  /** Cards that show all their ports. */
  readonly unfolded: ReadonlySet<NodeId>;
  /** Places of nodes for which the document has none. */
  readonly placements: ReadonlyMap<NodeId, Point>;
  readonly drawing: Drawing | undefined;
  readonly popup: Popup | undefined;
  readonly hoveredLine: ConnectionId | undefined;
  /** A connection that a node held over it would be put into. */
  readonly dropLine: ConnectionId | undefined;
  /** The keyboard is in the canvas, so that the focused card shows its ring. */
  readonly hasFocus: boolean;
  /** Several nodes were chosen one by one with Space: the arrows leave the selection alone. */
  readonly isGathering: boolean;
  /** 1-based place of each node in reading order. */
  readonly order: ReadonlyMap<NodeId, number>;
  /** What became of nodes and connections, where two definitions are compared. */
  readonly marks: DiffMarks | undefined;
  /** A note that was just added: its text is asked for. */
  readonly writingNote: NoteId | undefined;
  /** False until a flow without positions is laid out. */
  readonly isArranged: boolean;
  /** A layout is under way, for so long already that it is worth a word. */
  readonly isArranging: boolean;
}

export const FIRST_STATE: CanvasState = {
  detail: 'full',
  labelScale: 1,
  isNear: true,
  hasMinimap: undefined,
  hasGrid: true,
  isLocked: false,
  unfolded: new Set(),
  placements: new Map(),
  drawing: undefined,
  popup: undefined,
  hoveredLine: undefined,
  dropLine: undefined,
  hasFocus: false,
  isGathering: false,
  order: new Map(),
  marks: undefined,
  writingNote: undefined,
  isArranged: false,
  isArranging: false,
};

/** Where the steps of detail lie. A step is left a little later than it is entered, so that it does not flicker. */
export const detailAt = (zoom: number, before: Detail): Detail => {
  // What is shown as 75 % is 75 %, also where a glide ended a hair before it.
  const full = before === 'full' ? 0.72 : 0.745;
  const medium = before === 'block' ? 0.4 : 0.38;
  return zoom >= full ? 'full' : zoom >= medium ? 'medium' : 'block';
};

/** The scale for names of far-away cards at a zoom: constant within a step of a quarter. */
export const labelScaleAt = (zoom: number): number => 1.25 ** Math.round(Math.log(1 / zoom) / Math.log(1.25));
