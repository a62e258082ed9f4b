import type {
  FlowDefinition,
  FlowNodeInput,
  FlowNodeIODataType,
  FlowNodeOutput,
  FlowNodeType,
} from '@streambed/model/bedrock-agent';
import type {
  ConnectionId,
  FlowSnapshot,
  NodeId,
  NoteId,
  NoteTint,
  NoteView,
  Pin,
  Point,
  SavedInput,
  ScopeId,
} from './flow-snapshot.ts';

/** Where a data connection may begin or end. */
export interface OutputPlace {
  readonly node: NodeId;
  readonly output: string;
}
export interface InputPlace {
  readonly node: NodeId;
  readonly input: string;
}
/** Where a conditional connection begins. */
export interface BranchPlace {
  readonly node: NodeId;
  readonly condition: string;
}

/**
 * The ways to change a flow, within one `FlowDocument.edit`. They keep the definition structurally sound as far as
 * nodes.md section 2 demands it (free names, mirrored loop inputs and outputs, connections that follow a rename), and
 * throw an Error for people where something is not possible at all. Nothing is checked that validation says better.
 */
export interface FlowEdit {
  /** As the flow is after what this edit has done so far. */
  snapshot(): FlowSnapshot;

  // nodes
  /** Takes a free name of the type (`Prompt_1`), its predefined inputs and outputs, and defaults that UpdateFlow takes. */
  addNode(node: {
    readonly type: FlowNodeType;
    readonly scope?: ScopeId;
    readonly position?: Point;
    readonly name?: string;
    /** Merged over the type's defaults. */
    readonly configuration?: object;
  }): NodeId;
  /** With their connections; a Loop goes with its body. */
  removeNodes(nodes: Iterable<NodeId>): void;
  /** Throws when the name breaks the wire's pattern; a name that is taken gets `_2`. */
  renameNode(node: NodeId, name: string): void;
  /** `path` leads into the configuration: ['prompt', 'sourceConfiguration', 'inline', 'modelId']; undefined removes. */
  configure(node: NodeId, path: readonly (string | number)[], value: unknown): void;
  /** The same for a long text: only what differs is written, so that two people may type in it. */
  writeText(node: NodeId, path: readonly (string | number)[], text: string): void;
  setRemark(node: NodeId, remark: string): void;
  moveNodes(positions: ReadonlyMap<NodeId, Point>): void;

  // inputs, outputs, conditions
  addInput(node: NodeId, input: Partial<FlowNodeInput> & { readonly name: string }): void;
  /** Renames mirror (loops), connections follow. */
  changeInput(node: NodeId, name: string, change: Partial<FlowNodeInput>): void;
  removeInput(node: NodeId, name: string): void;
  addOutput(node: NodeId, output: FlowNodeOutput): void;
  changeOutput(node: NodeId, name: string, change: Partial<FlowNodeOutput>): void;
  removeOutput(node: NodeId, name: string): void;
  addCondition(node: NodeId, condition: { readonly name: string; readonly expression?: string }): void;
  changeCondition(
    node: NodeId,
    name: string,
    change: { readonly name?: string; readonly expression?: string },
  ): void;
  removeCondition(node: NodeId, name: string): void;
  /** `default` stays last. */
  moveCondition(node: NodeId, name: string, index: number): void;

  // connections
  /** Replaces what leads to the input now. The expression is kept unless given. */
  connect(from: OutputPlace, to: InputPlace, expression?: string): ConnectionId;
  connectBranch(from: BranchPlace, to: NodeId): ConnectionId;
  disconnect(connections: Iterable<ConnectionId>): void;
  /** Moves one end; the connection keeps its id and gets a fitting name. */
  reconnect(
    connection: ConnectionId,
    end: { readonly from?: OutputPlace | BranchPlace; readonly to?: InputPlace | NodeId },
  ): void;
  /** Puts a node between: what led to the target's input leads to it, and its first fitting output leads on. */
  insertOnConnection(connection: ConnectionId, node: NodeId): void;

  // whole pieces
  /** Writes only what differs, matching nodes by name, then by likeness: a rename in the text is a rename. */
  replaceDefinition(definition: FlowDefinition): void;
  /** Nodes with free names, connections rewritten; what was loose is dropped and named in the answer. */
  paste(
    piece: FlowDefinition,
    at: { readonly scope?: ScopeId; readonly position?: Point },
  ): {
    readonly nodes: readonly NodeId[];
    readonly dropped: readonly string[];
  };
  duplicate(nodes: Iterable<NodeId>): readonly NodeId[];

  // beside the definition
  addNote(note: {
    readonly scope?: ScopeId;
    readonly position: Point;
    readonly text?: string;
    readonly tint?: NoteTint;
    readonly attachedTo?: NodeId;
  }): NoteId;
  changeNote(note: NoteId, change: Partial<Omit<NoteView, 'id' | 'scope'>>): void;
  removeNotes(notes: Iterable<NoteId>): void;
  saveInput(input: Omit<SavedInput, 'id'> & { readonly id?: string }): string;
  removeSavedInput(id: string): void;
  setPin(pin: Pin): void;
  removePins(nodes?: Iterable<NodeId>): void;
}

export type { FlowNodeIODataType };
