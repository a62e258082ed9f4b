import type { JsonValue } from '@streambed/model';
import * as Y from 'yjs';
import type { FlowEdit } from '../flow-edit.ts';
import { freeNodeName, NODE_NAME, uniqueName } from '../flow-names.ts';
import { FLOW_SCOPE } from '../flow-snapshot.ts';
import { newNode } from '../node-defaults.ts';
import { adoptLooseEnds, insertNode, removeNodes } from '../write-definition.ts';
import { reconcileText } from '../y-json.ts';
import type { EditContext } from './edit-context.ts';
import { writePath } from './write-path.ts';

type NodeEdits = Pick<
  FlowEdit,
  'addNode' | 'removeNodes' | 'renameNode' | 'configure' | 'writeText' | 'setRemark' | 'moveNodes'
>;

/** Nodes: add, remove, rename, configure, move. */
export const nodeEdits = (context: EditContext): NodeEdits => {
  const { store } = context;
  const configure: FlowEdit['configure'] = (id, path, value) =>
    writePath(context.json(id), ['configuration', ...path], value as JsonValue | undefined);
  return {
    addNode({ type, scope = FLOW_SCOPE, position, name, configuration }) {
      if (!store.scopes.has(scope)) throw new Error('The loop is not there any more.');
      const taken = context.nodeNames(scope);
      const node = newNode(
        type,
        name === undefined ? freeNodeName(type, taken) : uniqueName(name, taken),
        configuration,
      );
      const id = insertNode(store, scope, node);
      if (position) store.positions.set(id, [position.x, position.y]);
      adoptLooseEnds(store, scope, new Map([[node.name, id]]));
      return id;
    },
    removeNodes: (nodes) => removeNodes(store, nodes),
    renameNode(id, name) {
      if (!NODE_NAME.test(name))
        throw new Error(
          `"${name}" cannot be a name: letters, digits and single _, starting with a letter, at least 2 characters.`,
        );
      if (context.nameOf(id) === name) return;
      const scope = context.scopeOf(id);
      const unique = uniqueName(name, context.nodeNames(scope));
      context.followingNames(
        ({ source, target }) => source === id || target === id,
        () => context.json(id).set('name', unique),
      );
      adoptLooseEnds(store, scope, new Map([[unique, id]]));
    },
    configure,
    writeText: configure,
    setRemark(id, remark) {
      const text = store.remarks.get(id);
      if (remark === '') store.remarks.delete(id);
      else if (text) reconcileText(text, remark);
      else store.remarks.set(id, new Y.Text(remark));
    },
    moveNodes(positions) {
      for (const [id, { x, y }] of positions) {
        const now = store.positions.get(id);
        if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
        if (store.nodes.has(id) && (now?.[0] !== x || now[1] !== y)) store.positions.set(id, [x, y]);
      }
    },
  };
};
