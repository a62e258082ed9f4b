import type { JsonObject } from '@streambed/model';
import * as Y from 'yjs';
import type { FlowEdit } from '../flow-edit.ts';
import { FLOW_SCOPE } from '../flow-snapshot.ts';
import { newId } from '../flow-store.ts';
import { reconcileText } from '../y-json.ts';
import type { EditContext } from './edit-context.ts';

type BesideEdits = Pick<
  FlowEdit,
  'addNote' | 'changeNote' | 'removeNotes' | 'saveInput' | 'removeSavedInput' | 'setPin' | 'removePins'
>;

/** What lies beside the definition: notes, saved inputs, pins. */
export const besideEdits = (context: EditContext): BesideEdits => {
  const { store } = context;
  const savedInput = (id: string | undefined) =>
    store.savedInputs.toArray().find((input) => input.get('id') === id);
  return {
    addNote({ scope = FLOW_SCOPE, position, text = '', tint = 'yellow', attachedTo }) {
      const id = newId(store);
      const note = new Y.Map<unknown>();
      note.set('scope', scope);
      note.set('text', new Y.Text(text));
      note.set('tint', tint);
      note.set('at', [position.x, position.y]);
      note.set('size', [240, 120]);
      if (attachedTo !== undefined) note.set('attachedTo', attachedTo);
      store.notes.set(id, note);
      return id;
    },
    changeNote(id, change) {
      const note = store.notes.get(id);
      if (!note) return;
      const now = context.snapshot().notes.get(id)!;
      if (change.text !== undefined) reconcileText(note.get('text') as Y.Text, change.text);
      if (change.tint !== undefined && change.tint !== now.tint) note.set('tint', change.tint);
      if (change.position) note.set('at', [change.position.x, change.position.y]);
      if (change.width !== undefined || change.height !== undefined)
        note.set('size', [change.width ?? now.width, change.height ?? now.height]);
      if ('attachedTo' in change) {
        if (change.attachedTo === undefined) note.delete('attachedTo');
        else note.set('attachedTo', change.attachedTo);
      }
    },
    removeNotes(notes) {
      for (const id of [...notes]) store.notes.delete(id);
    },
    saveInput({ id, name, document }) {
      const known = id === undefined ? undefined : savedInput(id);
      if (known) {
        known.set('name', name);
        known.set('document', document);
        return id!;
      }
      const made = new Y.Map<unknown>();
      const newOne = id ?? newId(store);
      made.set('id', newOne);
      made.set('name', name);
      made.set('document', document);
      store.savedInputs.push([made]);
      return newOne;
    },
    removeSavedInput(id) {
      const index = store.savedInputs.toArray().findIndex((input) => input.get('id') === id);
      if (index >= 0) store.savedInputs.delete(index, 1);
    },
    setPin({ node, outputs, by }) {
      if (!store.nodes.has(node)) return;
      store.pins.set(node, { outputs: outputs as JsonObject, ...(by !== undefined && { by }) });
    },
    removePins(nodes) {
      for (const id of [...(nodes ?? store.pins.keys())]) store.pins.delete(id);
    },
  };
};
