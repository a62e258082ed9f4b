import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type * as Y from 'yjs';
import type { FlowEdit } from './flow-edit.ts';
import type { FlowSnapshot, NodeId } from './flow-snapshot.ts';
import type { KeptHistory } from './history/step-history.ts';

/** What lies beside the definition, as StudioDocument keeps it: plain JSON, nodes by their path. */
export interface StudioContent {
  readonly version: 1;
  readonly positions?: { readonly [path: string]: readonly [x: number, y: number] };
  readonly remarks?: { readonly [path: string]: string };
  readonly notes?: readonly {
    readonly id: string;
    /** Path of the loop whose body it lies in. */
    readonly loop?: string;
    readonly text: string;
    readonly tint: string;
    readonly at: readonly [x: number, y: number];
    readonly size: readonly [width: number, height: number];
    readonly attachedTo?: string;
  }[];
  readonly savedInputs?: readonly {
    readonly id: string;
    readonly name: string;
    readonly document: unknown;
  }[];
  readonly pins?: { readonly [path: string]: { readonly outputs: object; readonly by?: string } };
}

/** Undo and redo of one person's own steps; each step has a name for people: `rename Classify`. */
export interface History {
  undo(): void;
  redo(): void;
  /** Latest first; empty when there is nothing to undo. */
  readonly undoSteps: readonly string[];
  readonly redoSteps: readonly string[];
}

/**
 * A flow being edited: a Y.Doc underneath, so that undo is per person and working together is a provider away.
 * Everything that reads takes `snapshot()`; everything that writes goes through `edit`.
 */
export interface FlowDocument {
  /** For providers (storage, later collaboration); nobody else touches it. */
  readonly doc: Y.Doc;
  snapshot(): FlowSnapshot;
  /** The API's own JSON: unchanged parts byte for byte as they came. The same object until something changes. */
  definition(): FlowDefinition;
  /** Changes whenever `studioContent` may have. */
  studioContent(): StudioContent;
  /**
   * Makes one undo step out of what `change` does, all of it or nothing when it throws. `label` completes "Undo …".
   * Edits of texts within a second in the same field join the step before when `joins` names that field.
   */
  edit<T>(label: string, change: (edit: FlowEdit) => T, options?: { readonly joins?: string }): T;
  /** A change that is nobody's own step: what the server, or another editor, made of the definition. */
  receive(definition: FlowDefinition, studio?: StudioContent): void;
  readonly history: History;
  /** Ids and steps, to be kept beside the definition; `createFlowDocument` goes on with them. */
  keptSteps(): KeptHistory & { readonly ids: readonly string[] };
  /** The nodes as the API writes them, loops with their bodies, and the connections among them. */
  pieceOf(nodes: Iterable<NodeId>): FlowDefinition;
  /** Called once after every change, whoever made it. */
  subscribe(listener: () => void): () => void;
  destroy(): void;
}
