import type * as Y from 'yjs';
import { besideEdits } from './edits/beside.ts';
import { conditionEdits } from './edits/conditions.ts';
import { connectionEdits } from './edits/connections.ts';
import { EditContext } from './edits/edit-context.ts';
import { nodeEdits } from './edits/nodes.ts';
import { pieceEdits } from './edits/pieces.ts';
import { slotEdits } from './edits/slots.ts';
import type { FlowEdit } from './flow-edit.ts';
import type { FlowStore } from './flow-store.ts';
import type { Projection } from './projection.ts';

/** The ways to change a flow, within one transaction. */
export const createFlowEditing = (
  store: FlowStore,
  projection: Projection,
  transaction: Y.Transaction,
): FlowEdit => {
  const context = new EditContext(store, projection, transaction);
  const slots = slotEdits(context);
  return {
    snapshot: () => context.snapshot(),
    ...nodeEdits(context),
    ...slots,
    ...conditionEdits(context),
    ...connectionEdits(context, slots),
    ...pieceEdits(context),
    ...besideEdits(context),
  };
};
