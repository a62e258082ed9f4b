import * as Y from 'yjs';

type DeleteSet = Y.UndoManager['undoStack'][number]['insertions'];

/** How much from the id on still lies in one piece, through everything that it came back as. In units of Yjs's clock. */
const unbroken = (doc: Y.Doc, id: Y.ID, length: number): number => {
  let shortest = length;
  let next: Y.ID | null = id;
  while (next !== null) {
    const item: Y.Item = Y.getItem(doc.store, next);
    const offset: number = next.clock - item.id.clock;
    shortest = Math.min(shortest, item.length - offset);
    const { redone }: { redone?: Y.ID | null } = item;
    next = redone ? Y.createID(redone.client, redone.clock + offset) : null;
  }
  return shortest;
};

/**
 * Parts the items of a stack's ranges where what they came back as was parted since. Yjs finds what became of an item by
 * the item's first piece only, so that undo would leave the others behind; of parted items it finds each.
 */
export const partRedone = (transaction: Y.Transaction, items: DeleteSet): void => {
  const parts: Y.ID[] = [];
  Y.iterateDeletedStructs(transaction, items, (struct) => {
    if (!(struct instanceof Y.Item) || struct.redone === null) return;
    const { client, clock } = struct.id;
    for (let at = 0; ; ) {
      at += unbroken(transaction.doc, Y.createID(client, clock + at), struct.length - at);
      if (at >= struct.length) break;
      parts.push(Y.createID(client, clock + at));
    }
  });
  for (const id of parts) Y.getItemCleanStart(transaction, id);
};
