import type {
  FlowConnectionType,
  FlowNodeConfiguration,
  FlowNodeInput,
  FlowNodeOutput,
  FlowNodeType,
} from '@streambed/model/bedrock-agent';

/** Stable over renames and merges; only the studio knows it. */
export type NodeId = string;
export type ConnectionId = string;
export type NoteId = string;
/** The flow itself, or the Loop node whose body it is. */
export type ScopeId = NodeId | typeof FLOW_SCOPE;
export const FLOW_SCOPE = 'flow';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A node as it is now. Immutable, and the same object as long as nothing of the node changed: a card that compares by
 * identity paints only when it has to.
 */
export interface NodeView {
  readonly id: NodeId;
  readonly scope: ScopeId;
  readonly name: string;
  /** A newer cloud may send types that we do not know; such nodes are shown read-only and kept byte for byte. */
  readonly type: FlowNodeType | (string & {});
  readonly isKnown: boolean;
  /** Without the body of a Loop, which is a scope of its own. */
  readonly configuration: FlowNodeConfiguration;
  readonly inputs: readonly FlowNodeInput[];
  readonly outputs: readonly FlowNodeOutput[];
  /** `Refine/Critic`: names from the flow inwards; how runs and addresses call the node. */
  readonly path: string;
  /** Left upper corner within the scope; absent until it is laid out or moved. */
  readonly position?: Point;
  /** The author's remark, which only the studio keeps. */
  readonly remark?: string;
}

export interface ConnectionView {
  readonly id: ConnectionId;
  readonly scope: ScopeId;
  readonly name: string;
  readonly type: FlowConnectionType;
  /** undefined when the definition names a node that is not there; `sourceName` then says which. */
  readonly source: NodeId | undefined;
  readonly sourceName: string;
  readonly target: NodeId | undefined;
  readonly targetName: string;
  /** Of data connections. */
  readonly sourceOutput?: string;
  readonly targetInput?: string;
  /** Of conditional connections. */
  readonly condition?: string;
}

export interface ScopeView {
  readonly id: ScopeId;
  /** The Loop node, for the body of a loop. */
  readonly loop?: NodeId;
  /** In the order of the definition. */
  readonly nodes: readonly NodeId[];
  readonly connections: readonly ConnectionId[];
}

export type NoteTint = 'yellow' | 'blue' | 'green' | 'pink' | 'grey';

/** A sticky note. */
export interface NoteView {
  readonly id: NoteId;
  readonly scope: ScopeId;
  readonly text: string;
  readonly tint: NoteTint;
  readonly position: Point;
  readonly width: number;
  readonly height: number;
  readonly attachedTo?: NodeId;
}

/** An input that the authors of a flow keep, to be run again. */
export interface SavedInput {
  readonly id: string;
  readonly name: string;
  readonly document: unknown;
}

/** An output that runs started from the studio take instead of computing it. */
export interface Pin {
  readonly node: NodeId;
  readonly outputs: { readonly [output: string]: unknown };
  readonly by?: string;
}

/** A flow as it is being edited, at one moment. Parts that did not change keep their identity from one to the next. */
export interface FlowSnapshot {
  /** Counts up with every change. */
  readonly revision: number;
  readonly nodes: ReadonlyMap<NodeId, NodeView>;
  readonly connections: ReadonlyMap<ConnectionId, ConnectionView>;
  readonly scopes: ReadonlyMap<ScopeId, ScopeView>;
  readonly notes: ReadonlyMap<NoteId, NoteView>;
  readonly savedInputs: readonly SavedInput[];
  readonly pins: ReadonlyMap<NodeId, Pin>;
}
