import type { FlowInput } from '@streambed/flow/engine';
import type { Plan } from '@streambed/flow/plan';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type {
  Iteration,
  RunEvent,
  RunInput,
  RunKind,
  RunMode,
  RunPin,
  RunSummary,
} from '@streambed/model/streambed';
import type { Scope } from '../../store/index.ts';
import type { RecordedRun } from './recorded-run.ts';

/** Runs flows apart from any request, and keeps what happened in them. */
export interface Runs {
  /**
   * Begins a run, which goes on whether or not somebody reads its events. Resolves when the run is on record: from then on
   * it is not lost. Rejects with FlowError (`serviceQuotaExceeded` when too many are under way).
   */
  start(request: RunRequest): Promise<StartedRun>;
  /**
   * The events after a number, in batches; with `follow` to the end of the run, else those there are. Rejects with
   * FlowError `resourceNotFound`. The signal ends the reading, not the run.
   */
  events(request: EventsRequest): Promise<AsyncIterable<readonly RunEvent[]>>;
  /** Rejects with FlowError `resourceNotFound`. */
  get(scope: Scope, runId: string): Promise<RunDetail>;
  /** How a run stands that is under way; undefined for others. */
  live(scope: Scope, runId: string): RunSummary | undefined;
  /**
   * Resolves when the runs that were begun by `start` and have told their last event are on record as they ended: who has
   * read the end of a run finds it in lists.
   */
  settled(scope: Scope): Promise<void>;
  /** Ends a run, with its exact figures; one that has ended stays as it is. Rejects with FlowError `resourceNotFound`. */
  stop(scope: Scope, runId: string, by: string): Promise<RunSummary>;
  /**
   * What nodes were given and gave in a run that has ended. Rejects with FlowError: `resourceNotFound`, or `validation`
   * when the run is under way or was recorded without values.
   */
  recording(scope: Scope, runId: string): Promise<RecordedRun>;
  /** Ends on record what an earlier server left under way. To be called once, before anything runs. */
  recover(): Promise<void>;
  /** Ends all runs, as stopped, and writes what is to be written. */
  close(): Promise<void>;
}

export interface RunRequest {
  readonly scope: Scope;
  readonly principalArn: string;
  readonly flowId: string;
  readonly flowArn: string;
  /** What ports and functions are told; of runs without an alias that of the test alias. */
  readonly flowAliasArn: string;
  readonly flowAliasId?: string;
  /** `DRAFT`, a number, or absent for a definition that is stored nowhere. */
  readonly flowVersion?: string;
  readonly executionRoleArn: string;
  readonly maxConcurrency: number;
  readonly kind: RunKind;
  readonly mode: RunMode;
  /** The path of the node that a partial run is about. */
  readonly node?: string;
  readonly iteration?: readonly Iteration[];
  readonly parentRunId?: string;
  /** As it was given, or is stored: the whole flow's, whatever part of it runs. */
  readonly definition: FlowDefinition;
  /** What runs. */
  readonly plan: Plan;
  /** Where the plan is that of a part: the loops that the part is taken out of, and the nodes that the flow lacks. */
  readonly part?: { readonly pathPrefix: string; readonly madeUp: ReadonlySet<string> };
  /** What goes into the plan's sources. */
  readonly feed: readonly FlowInput[];
  /** What was sent, for the record. */
  readonly inputs: readonly RunInput[];
  readonly nodeInputs?: JsonObject;
  readonly pins: readonly RunPin[];
  /** The run whose outputs are taken for all that `node` has no influence on. */
  readonly from?: { readonly recording: RecordedRun; readonly definition: FlowDefinition };
  readonly latency?: 'standard' | 'optimized';
}

export interface StartedRun {
  readonly runId: string;
}

export interface EventsRequest {
  readonly scope: Scope;
  readonly runId: string;
  readonly after: number;
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

export interface RunDetail {
  readonly run: RunSummary;
  /** Absent where only figures are kept. */
  readonly definition?: FlowDefinition;
  readonly inputs?: readonly RunInput[];
  readonly pins?: readonly RunPin[];
  readonly eventCount: number;
}

/** What a run was given, as it is stored. */
export interface RunMaterial {
  readonly definition: FlowDefinition;
  readonly inputs: readonly RunInput[];
  readonly pins: readonly RunPin[];
  readonly nodeInputs?: { readonly [name: string]: JsonValue };
}
