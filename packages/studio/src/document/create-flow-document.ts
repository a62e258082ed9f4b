import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import * as Y from 'yjs';
import { pieceOf } from './edits/pieces.ts';
import type { FlowDocument, StudioContent } from './flow-document.ts';
import { createFlowEditing } from './flow-editing.ts';
import { FLOW_SCOPE, type FlowSnapshot, type ScopeId } from './flow-snapshot.ts';
import { createStore } from './flow-store.ts';
import { type KeptHistory, StepHistory } from './history/step-history.ts';
import { Projection } from './projection.ts';
import { repair } from './repair.ts';
import { readStudioContent, writeStudioContent } from './studio-content.ts';
import { createScope, fillScope, reconcileScope } from './write-definition.ts';
import { sameJson } from './y-json.ts';

export interface FlowDocumentOptions {
  readonly definition: FlowDefinition;
  readonly studio?: StudioContent;
  /** Of the same document where it is edited as well, as Yjs writes it; then the definition is not read. */
  readonly state?: Uint8Array;
  /** ms, for the joining of steps. */
  readonly now?: () => number;
  /** Of a document with this very definition that was kept. */
  readonly kept?: KeptSteps;
}

/** What a document has beside its values: the ids of its things, and what can be undone and redone. Plain JSON. */
export interface KeptSteps extends KeptHistory {
  readonly ids: readonly string[];
}

/** Changes that come from elsewhere. */
const RECEIVED = { received: true };

/** In the order in which a definition that is opened makes them. */
const idsOfThings = ({ scopes }: FlowSnapshot, scope: ScopeId = FLOW_SCOPE): string[] => {
  const view = scopes.get(scope);
  if (!view) return [];
  const inner = view.nodes.flatMap((id) =>
    scopes.has(id) ? [id, ...idsOfThings({ scopes } as FlowSnapshot, id)] : [id],
  );
  return [...inner, ...view.connections];
};

export const createFlowDocument = ({
  definition,
  studio,
  state,
  now = Date.now,
  kept,
}: FlowDocumentOptions): FlowDocument => {
  const store = createStore();
  const { doc } = store;
  const projection = new Projection(store);
  const listeners = new Set<() => void>();

  store.keptIds.push(...(kept?.ids.toReversed() ?? []));
  if (state) Y.applyUpdate(doc, state, RECEIVED);
  else
    doc.transact(() => {
      createScope(store, FLOW_SCOPE, definition);
      fillScope(store, FLOW_SCOPE, definition);
      store.keptIds.length = 0;
      writeStudioContent(store, studio);
    }, RECEIVED);
  projection.touchEverything();

  const notify = () => {
    for (const listener of [...listeners]) listener();
  };
  const history = new StepHistory(store, now, notify, kept);
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    if (transaction.changed.size === 0) return;
    projection.absorb(transaction.changed);
    history.absorb(transaction);
    // What came from elsewhere and what was done here meanwhile may not fit together.
    if (!transaction.local) doc.transact(() => repair(store, transaction.changed), RECEIVED);
  });

  let content: { readonly of: FlowSnapshot; readonly value: StudioContent } | undefined;
  return {
    doc,
    snapshot: () => projection.snapshot(),
    definition: () => projection.definition(),
    studioContent() {
      const of = projection.snapshot();
      if (content?.of !== of) {
        const value = readStudioContent(of);
        content = { of, value: content && sameJson(content.value, value) ? content.value : value };
      }
      return content.value;
    },
    edit: (label, change, { joins } = {}) =>
      history.run(label, (transaction) => change(createFlowEditing(store, projection, transaction)), joins),
    receive(received, studioContent) {
      doc.transact(() => {
        reconcileScope(store, projection, FLOW_SCOPE, received);
        if (studioContent) writeStudioContent(store, studioContent);
      }, RECEIVED);
    },
    history,
    keptSteps: () => ({ ids: idsOfThings(projection.snapshot()), ...history.kept() }),
    pieceOf: (nodes) => pieceOf(projection, projection.snapshot(), [...nodes]),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    destroy() {
      history.destroy();
      doc.destroy();
    },
  };
};
