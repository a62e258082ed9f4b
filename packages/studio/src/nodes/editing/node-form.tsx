import { createContext, type ReactNode, useContext, useMemo, useRef } from 'react';
import type { FlowEdit, NodeId, NodeView } from '../../document/index.ts';
import { useEditor, useEditorState } from '../../editor/index.ts';
import { formMessages as words } from '../../messages/nodes.ts';
import { createEditorFieldSource, type EditorFieldSource } from './editor-field-source.ts';
import { FieldSourceContext } from './field-source.ts';

export type ConfigurationPath = readonly (string | number)[];

/** The node whose form this is, and the ways to change it. The functions keep their identity. */
export interface NodeForm {
  readonly node: NodeView;
  /** Why nothing can be changed; undefined when it can. */
  readonly readOnly: string | undefined;
  readonly fields: EditorFieldSource;
  /** Writes below `configuration`; undefined removes. `what` names the field in the undo step: `temperature`. */
  configure(what: string, path: ConfigurationPath, value: unknown, joins?: string): void;
  /** The same for a long text, so that two people may type in it. */
  write(what: string, path: ConfigurationPath, text: string): void;
  /** Any other change; what it throws is said to the person and nothing changes. */
  edit(what: string, change: (edit: FlowEdit, node: NodeId) => void, joins?: string): void;
}

const NodeFormContext = createContext<NodeForm | undefined>(undefined);

/** The form around the component. Throws outside one: a mistake of ours. */
export const useNodeForm = (): NodeForm => {
  const form = useContext(NodeFormContext);
  if (!form) throw new Error('useNodeForm is called outside a NodeFormProvider');
  return form;
};

/** Why the flow may not be changed; undefined when it may. */
export const useAccessReason = (): string | undefined =>
  useEditorState(({ access }) => (access.mode === 'readOnly' ? access.reason : undefined));

/** Gives the fields below it the node, the ways to change it and its problems. One per node: give it a key. */
export function NodeFormProvider({
  node,
  children,
}: {
  readonly node: NodeView;
  readonly children: ReactNode;
}) {
  const editor = useEditor();
  const accessReason = useAccessReason();
  const readOnly = accessReason ?? (node.isKnown ? undefined : words.unknownReadOnly);
  const current = useRef(node);
  current.current = node;
  const ways = useMemo(() => {
    const edit: NodeForm['edit'] = (what, change, joins) => {
      const { id, name } = current.current;
      try {
        editor.document.edit(
          words.step(what, name),
          (flow) => change(flow, id),
          joins === undefined ? undefined : { joins: `${id} ${joins}` },
        );
      } catch (error) {
        editor.toast((error as Error).message);
      }
    };
    return {
      edit,
      configure(what: string, path: ConfigurationPath, value: unknown, joins?: string) {
        edit(what, (flow, id) => flow.configure(id, path, value), joins);
      },
      write(what: string, path: ConfigurationPath, text: string) {
        edit(what, (flow, id) => flow.writeText(id, path, text), path.join('.'));
      },
    };
  }, [editor]);
  const fields = useMemo(
    () => createEditorFieldSource(editor, node.id, readOnly),
    [editor, node.id, readOnly],
  );
  const form = useMemo<NodeForm>(() => ({ node, readOnly, fields, ...ways }), [node, readOnly, fields, ways]);
  return (
    <NodeFormContext value={form}>
      <FieldSourceContext value={fields}>{children}</FieldSourceContext>
    </NodeFormContext>
  );
}
