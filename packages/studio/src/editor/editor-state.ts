import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowNodeIODataType, FlowValidation } from '@streambed/model/bedrock-agent';
import type { Iteration, RunFault } from '@streambed/model/streambed';
import type { ConnectionId, FlowDocument, NodeId, NoteId } from '../document/index.ts';

/**
 * The place of a field in an inspector, as problems, errors and links name it:
 * `name`, `remark`, `input:NAME`, `input:NAME.expression`, `input:NAME.type`, `output:NAME.type`, `output:NAME.target`, `condition:NAME`,
 * `condition:NAME.expression`, `condition:NAME.target`, or the wire's path below the node: `configuration.prompt.sourceConfiguration.inline.modelId`.
 */
export type FieldAddress = string;

/** Somewhere in the flow that a person can be led to. */
export interface Address {
  readonly node?: NodeId;
  readonly connection?: ConnectionId;
  readonly field?: FieldAddress;
  readonly iteration?: readonly Iteration[];
}

/** One thing that is wrong with the flow, with where it is and, where one is known, a way to mend it. */
export interface Problem {
  readonly key: string;
  readonly severity: 'Error' | 'Warning';
  readonly message: string;
  readonly address: Address;
  readonly source: 'validation' | 'studio' | 'lastRun';
  readonly validation?: FlowValidation;
  readonly fix?: { readonly label: string; run(document: FlowDocument): void };
}

export type BottomTab = 'test' | 'timeline' | 'data' | 'problems' | 'json';

export interface Selection {
  readonly nodes: ReadonlySet<NodeId>;
  readonly connections: ReadonlySet<ConnectionId>;
  readonly notes: ReadonlySet<NoteId>;
}

/** The node's place in one run, as a card shows it. Plain, immutable, replaced when it changes. */
export interface NodeRunView {
  readonly status: 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'stopped';
  readonly startedAt?: number;
  readonly durationMs?: number;
  /** At most two lines of the output, growing while a model writes. */
  readonly preview?: string;
  readonly origin?: 'Computed' | 'Pinned' | 'Recorded';
  readonly tokens?: number;
  readonly usd?: number;
  /** Inside an iterator or a loop. */
  readonly iterations?: {
    readonly total?: number;
    readonly ok: number;
    readonly failed: number;
    readonly running: number;
    readonly skipped: number;
    /** Under way when the run was stopped, or failed elsewhere. */
    readonly stopped: number;
  };
  /** Of a Loop: how often its body ran. */
  readonly rounds?: number;
  /** Why it was skipped, or what failed. */
  readonly reason?: string;
  readonly fault?: RunFault;
  readonly action?: string;
  /** Of a Condition node: the branches taken last. */
  readonly satisfiedConditions?: readonly string[];
  /** The node is not any more as it was when this run was made. */
  readonly differs?: boolean;
}

/** More of a node's latest step than a card shows, for the small editors. */
export interface NodeRunDetails {
  /** What a model has written so far, or all of it. */
  readonly text?: string;
  /** What the service answered last, as the trace tells it: why a model stopped, what code printed. */
  readonly response?: JsonValue;
}

/** The run that the canvas shows. Implemented by executions/; listeners are called at most eight times a second. */
export interface RunSource {
  readonly runId: string | undefined;
  readonly isRunning: boolean;
  node(id: NodeId): NodeRunView | undefined;
  subscribeNode(id: NodeId, listener: () => void): () => void;
  /** Whether something came along the connection in this run; undefined when nothing is known. */
  connection(id: ConnectionId): 'lit' | 'moving' | 'dead' | undefined;
  subscribeConnections(listener: () => void): () => void;
  subscribe(listener: () => void): () => void;
  /** Asked again after each call of a `subscribeNode` listener. */
  details?(id: NodeId): NodeRunDetails | undefined;
  /** Runs one node, on these inputs or else on recorded, pinned and exemplary ones, and leaves the panels as they are. */
  runNode?(id: NodeId, nodeInputs?: JsonObject): Promise<void>;
}

/** A value that expressions, conditions and prompts can be tried on. */
export interface Sample {
  readonly value: JsonValue;
  readonly type: FlowNodeIODataType;
  /** Where it is from, best first. */
  readonly origin: 'pin' | 'run' | 'example';
}

/** Real values for the small editors. Implemented by executions/. */
export interface Samples {
  output(node: NodeId, output: string): Sample | undefined;
  /** What the input's expression was, or would be, evaluated on: the whole value that the connection delivers. */
  delivered(node: NodeId, input: string): Sample | undefined;
  /** Type that is promised when there is no value: from declarations. */
  declared(node: NodeId, output: string): FlowNodeIODataType | undefined;
  subscribe(listener: () => void): () => void;
}

/** Whether the flow may be changed, and if not, why. */
export type Access = { readonly mode: 'edit' } | { readonly mode: 'readOnly'; readonly reason: string };
