import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import * as Y from 'yjs';
import { pieceOf } from './edits/pieces.ts';
import type { FlowDocument, StudioContent } from './flow-document.ts';
import { createFlowEditing } from './flow-editing.ts';
import { FLOW_SCOPE } from './flow-snapshot.ts';
import { createStore, sharedTypes } from './flow-store.ts';
import { Projection } from './projection.ts';
import { readStudioContent, writeStudioContent } from './studio-content.ts';
import { createScope, fillScope, reconcileScope } from './write-definition.ts';

/** Steps beyond are forgotten, the oldest first. */
const MAX_STEPS = 500;
/** Edits of one text within this time are one step. Milliseconds. */
const JOIN_WITHIN = 1_000;

export interface FlowDocumentOptions {
  readonly definition: FlowDefinition;
  readonly studio?: StudioContent;
  /** ms, for the joining of steps. */
  readonly now?: () => number;
}

/** Changes that the person at this document makes; only they are undone here. */
const OWN = { own: true };
/** Changes that come from elsewhere. */
const RECEIVED = { received: true };

export const createFlowDocument = ({
  definition,
  studio,
  now = Date.now,
}: FlowDocumentOptions): FlowDocument => {
  const store = createStore();
  const { doc } = store;
  const projection = new Projection(store);
  const listeners = new Set<() => void>();

  doc.transact(() => {
    createScope(store, FLOW_SCOPE, definition);
    fillScope(store, FLOW_SCOPE, definition);
    writeStudioContent(store, projection, studio);
  }, RECEIVED);
  projection.touchEverything();

  const undoManager = new Y.UndoManager(sharedTypes(store), {
    trackedOrigins: new Set([OWN]),
    // Steps are told apart here, not by time.
    captureTimeout: Number.MAX_SAFE_INTEGER,
  });
  let label = '';
  undoManager.on('stack-item-added', ({ stackItem }: { stackItem: { meta: Map<unknown, unknown> } }) => {
    if (!stackItem.meta.has('label')) stackItem.meta.set('label', label);
  });
  const labelsOf = (stack: readonly { readonly meta: Map<unknown, unknown> }[]): string[] =>
    stack.map(({ meta }) => String(meta.get('label'))).reverse();

  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    if (transaction.changed.size === 0) return;
    projection.absorb(transaction.changed);
    for (const listener of [...listeners]) listener();
  });

  let joined: { readonly field: string; readonly at: number } | undefined;
  return {
    doc,
    snapshot: () => projection.snapshot(),
    definition: () => projection.definition(),
    studioContent: () => readStudioContent(projection.snapshot()),
    edit(name, change, { joins } = {}) {
      const isJoined = joins !== undefined && joined?.field === joins && now() - joined.at < JOIN_WITHIN;
      if (!isJoined) undoManager.stopCapturing();
      joined = joins === undefined ? undefined : { field: joins, at: now() };
      label = name;
      const redo = [...undoManager.redoStack];
      const steps = undoManager.undoStack.length;
      let failure: { readonly error: unknown } | undefined;
      const result = doc.transact((transaction) => {
        try {
          return change(createFlowEditing(store, projection, transaction));
        } catch (error) {
          failure = { error };
          return undefined;
        }
      }, OWN);
      if (failure !== undefined) {
        joined = undefined;
        // Yjs has no rolling back: what was done is undone, and the steps are as they were.
        if (undoManager.undoStack.length > steps) undoManager.undo();
        undoManager.redoStack = redo;
        throw failure.error;
      }
      if (undoManager.undoStack.length > MAX_STEPS) undoManager.undoStack.shift();
      return result as never;
    },
    receive(received, content) {
      doc.transact(() => {
        reconcileScope(store, FLOW_SCOPE, received);
        if (content) writeStudioContent(store, projection, content);
      }, RECEIVED);
    },
    history: {
      undo() {
        joined = undefined;
        undoManager.undo();
      },
      redo() {
        joined = undefined;
        undoManager.redo();
      },
      get undoSteps() {
        return labelsOf(undoManager.undoStack);
      },
      get redoSteps() {
        return labelsOf(undoManager.redoStack);
      },
    },
    pieceOf: (nodes) => pieceOf(projection, projection.snapshot(), [...nodes]),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    destroy() {
      undoManager.destroy();
      doc.destroy();
    },
  };
};
