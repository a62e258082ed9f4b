import { useCallback, useDeferredValue, useEffect, useRef } from 'react';
import { useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { ConnectionPanel } from './connection-panel.tsx';
import { FlowPanel } from './flow-panel.tsx';
import { useKeptFocus } from './keep-focus.ts';
import { leadTo } from './lead-to.ts';
import { ManyPanel } from './many-panel.tsx';
import { NodePanel } from './node-panel.tsx';
import { NotePanel } from './note-panel.tsx';
import '../palette.css';
import './inspector.css';

/**
 * The right-hand panel of the editor: what is selected, to be looked at and changed. It follows `goTo` to the field that
 * a problem, a search or a link names.
 */
export function Inspector() {
  const { state } = useEditor();
  const root = useRef<HTMLDivElement>(null);
  const goTo = useEditorState((editor) => editor.goTo);
  useEffect(() => {
    if (!goTo || !root.current) return;
    const { field } = goTo;
    if (field === undefined) return;
    return leadTo(root.current, field, () => state.getState().goTo === goTo);
  }, [goTo, state]);
  useKeptFocus(
    root,
    useCallback(() => {
      const { nodes, connections, notes } = state.getState().selection;
      return [...nodes, ...connections, ...notes].join();
    }, [state]),
  );
  return (
    <div className="sb-inspector" ref={root}>
      <Selected />
    </div>
  );
}

function Selected() {
  // A card shows at once that it is selected; its form, which is much to paint, comes after that.
  const selection = useDeferredValue(useEditorState((editor) => editor.selection));
  const [node] = selection.nodes;
  const [connection] = selection.connections;
  const [note] = selection.notes;
  const nodeView = useDocument(({ nodes }) => (node === undefined ? undefined : nodes.get(node)));
  const connectionView = useDocument(({ connections }) =>
    connection === undefined ? undefined : connections.get(connection),
  );
  const noteView = useDocument(({ notes }) => (note === undefined ? undefined : notes.get(note)));
  const count = selection.nodes.size + selection.notes.size;
  if (count > 1) return <ManyPanel nodes={selection.nodes} notes={selection.notes} />;
  if (nodeView) return <NodePanel key={nodeView.id} node={nodeView} />;
  if (connectionView) return <ConnectionPanel key={connectionView.id} connection={connectionView} />;
  if (noteView) return <NotePanel key={noteView.id} note={noteView} />;
  if (node !== undefined || connection !== undefined || note !== undefined)
    return <p className="sb-inspector-empty">{words.gone}</p>;
  return <FlowPanel />;
}
