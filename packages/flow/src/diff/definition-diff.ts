import type { JsonValue } from '@streambed/model';
import type { FlowConnection, FlowNode } from '../definition/index.ts';

/**
 * One value of a node or connection that differs. A side that is absent means that the value is not there on that side;
 * with both sides there is one of them at most for each leaf of the two documents.
 */
export interface FieldChange {
  /**
   * From the node or connection inwards, in the names of the older side. Items of a list that have names (inputs,
   * outputs, conditions) go by name, those of other lists by number.
   */
  readonly segments: readonly (string | number)[];
  /** The segments in one text: `inputs.genre.expression`. */
  readonly path: string;
  /** For people: "Prompt text", "Input genre, expression". */
  readonly label: string;
  /** `text`: compare word by word; `order`: the names of a list in their orders. */
  readonly kind: 'text' | 'value' | 'order';
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  /** Of an item that a list gained or lost: its place on the side that has it. */
  readonly at?: number;
}

interface ItemChange<Item> {
  /** `renamed` has fields only where more than the name differs. */
  readonly kind: 'added' | 'removed' | 'changed' | 'renamed';
  /** Path in the newer side of the loop around it, `Refine` or `Outer/Refine`; empty for the flow itself. */
  readonly scope: string;
  /** The same in the older side. */
  readonly formerScope: string;
  readonly name: string;
  /** In the older side; differs from `name` for `renamed` only. */
  readonly formerName: string;
  readonly type: string;
  readonly fields: readonly FieldChange[];
  /** Absent for `added`. */
  readonly before?: Item;
  /** Absent for `removed`. */
  readonly after?: Item;
  /** Place in the older list; absent for `added`. */
  readonly from?: number;
  /** Place in the newer list; absent for `removed`. */
  readonly to?: number;
}

export interface NodeChange extends ItemChange<FlowNode> {
  /** `Refine/Critic`, as runs and the studio call the node: in the newer side, of a removed one where it would lie. */
  readonly path: string;
  readonly formerPath: string;
}

/**
 * Ends that only follow from a rename (of the node, or of its input, output or condition) are no change; a connection
 * with the same ends and another name is `renamed`, which says nothing to people since such names are generated.
 */
export type ConnectionChange = ItemChange<FlowConnection>;

/** Nodes or connections that both sides have stand in another order, which changes the file and not what it does. */
export interface OrderChange {
  readonly what: 'nodes' | 'connections';
  readonly scope: string;
  readonly formerScope: string;
  /** Places in the older list, in the order of the newer one. */
  readonly order: readonly number[];
}

export interface ChangeCounts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly renamed: number;
}

/** How one definition differs from another. Nodes with their loops' bodies in the order of the newer side. */
export interface DefinitionDiff {
  /** Both are the same JSON, members in any order; an absent list counts as an empty one. */
  readonly isEmpty: boolean;
  readonly nodes: readonly NodeChange[];
  readonly connections: readonly ConnectionChange[];
  readonly orders: readonly OrderChange[];
  /** Of the definition itself, beside its nodes and connections: members of a newer API. */
  readonly fields: readonly FieldChange[];
  readonly summary: { readonly nodes: ChangeCounts; readonly connections: ChangeCounts };
}
