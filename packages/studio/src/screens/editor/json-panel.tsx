import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { FlowDefinition, FlowNode } from '@streambed/model/bedrock-agent';
import { useEffect, useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { FlowSnapshot, NodeId } from '../../document/index.ts';
import { textChoice, useEditor, useEditorState } from '../../editor/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import type { JsonEditor, JsonEditorOptions } from './json-editor.ts';
import { readDefinitionText, writeDefinition } from './json-text.ts';
import './json-panel.css';

/** Typing is taken over after a pause this long, so that half-typed names do not become nodes. Milliseconds. */
const PAUSE = 250;

const cspNonce = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content || undefined;

/**
 * The definition as text, in step with the canvas both ways. While the text cannot be read, the canvas keeps what it
 * showed last and nothing is locked; the first change made elsewhere wins over an unreadable text only on request.
 */
export function JsonPanel({ onStale }: { onStale(isStale: boolean): void }) {
  const editor = useEditor();
  const place = useRef<HTMLDivElement>(null);
  const json = useRef<JsonEditor | undefined>(undefined);
  const [wrong, setWrong] = useState<{ readonly line: number; readonly message: string } | undefined>();
  const [isOpen, setOpen] = useState(false);
  const { isPlain } = useStore(textChoice);
  const state = useId();
  const isReadOnly = useEditorState(({ access }) => access.mode === 'readOnly');
  const selected = useEditorState(({ selection }) => [...selection.nodes].at(-1));

  useEffect(() => {
    const { document: flow } = editor;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isUnreadable = false;
    let isOurs = false;
    let isGone = false;
    const take = (text: string) => {
      const read = readDefinitionText(text);
      isUnreadable = !('definition' in read);
      setWrong('definition' in read ? undefined : read);
      onStale(isUnreadable);
      if (!('definition' in read)) return;
      isOurs = true;
      try {
        flow.edit(editorMessages.json.label, (edit) => edit.replaceDefinition(read.definition), {
          joins: 'json',
        });
      } finally {
        isOurs = false;
      }
    };
    const unsubscribe = flow.subscribe(() => {
      // A text that a person is in the middle of is not taken away from under the cursor.
      if (isOurs || isUnreadable || timer !== undefined) return;
      json.current?.show(writeDefinition(flow.definition()));
    });
    void opener(isPlain).then((open) => {
      if (isGone || !place.current) return;
      json.current = open({
        parent: place.current,
        text: writeDefinition(flow.definition()),
        label: editorMessages.json.label,
        nonce: cspNonce(),
        readOnly: isReadOnly,
        onText(text) {
          clearTimeout(timer);
          timer = setTimeout(() => {
            timer = undefined;
            take(text);
          }, PAUSE);
        },
        onCursor(path) {
          const node = nodeAtPath(flow.snapshot(), flow.definition(), path);
          if (node !== undefined && !editor.state.getState().selection.nodes.has(node))
            editor.select({ nodes: new Set([node]) });
        },
      });
      setOpen(true);
    });
    return () => {
      isGone = true;
      unsubscribe();
      if (timer !== undefined && json.current) {
        clearTimeout(timer);
        take(json.current.text());
      }
      onStale(false);
      json.current?.destroy();
      json.current = undefined;
    };
  }, [editor, isReadOnly, isPlain, onStale]);

  const isWrong = wrong !== undefined;
  useEffect(() => {
    if (isOpen) json.current?.describe(state, isWrong);
  }, [isOpen, state, isWrong]);

  useEffect(() => {
    if (!isOpen || selected === undefined || json.current?.hasFocus()) return;
    const path = pathOfNode(editor.document.snapshot(), editor.document.definition(), selected);
    if (path) json.current?.reveal(path);
  }, [editor, selected, isOpen]);

  return (
    <div className="sb-json-panel">
      <div className="sb-json-panel-editor" ref={place}>
        {!isOpen && <p className="sb-json-panel-loading">{editorMessages.json.loading}</p>}
      </div>
      <output id={state} className="sb-json-panel-state">
        {wrong ? (
          <StatusIndicator type="error">
            {editorMessages.json.stale(wrong.line, wrong.message)}
          </StatusIndicator>
        ) : (
          <StatusIndicator type="success">{editorMessages.json.inStep}</StatusIndicator>
        )}
      </output>
    </div>
  );
}

/** The editor that was chosen, loaded when somebody wants it. */
const opener = async (isPlain: boolean): Promise<(options: JsonEditorOptions) => JsonEditor> =>
  isPlain
    ? (await import('./plain-json-editor.ts')).openPlainJsonEditor
    : (await import('./json-editor.ts')).openJsonEditor;

/** `['nodes', 2, 'configuration', 'loop', 'definition', 'nodes', 0, …]` → the innermost node on the way. */
const nodeAtPath = (
  snapshot: FlowSnapshot,
  definition: FlowDefinition,
  path: readonly (string | number)[],
): NodeId | undefined => {
  const names: string[] = [];
  let at: FlowDefinition | undefined = definition;
  for (const [place, step] of path.entries()) {
    if (step !== 'nodes' || !at) continue;
    const index = path[place + 1];
    const node: FlowNode | undefined = typeof index === 'number' ? at.nodes?.[index] : undefined;
    if (!node) break;
    names.push(node.name);
    at = node.configuration?.loop?.definition;
  }
  const wanted = names.join('/');
  for (const node of snapshot.nodes.values()) if (node.path === wanted) return node.id;
  return undefined;
};

const pathOfNode = (
  snapshot: FlowSnapshot,
  definition: FlowDefinition,
  id: NodeId,
): (string | number)[] | undefined => {
  const path: (string | number)[] = [];
  let at: FlowDefinition | undefined = definition;
  for (const name of snapshot.nodes.get(id)?.path.split('/') ?? []) {
    const index: number = at?.nodes?.findIndex((node) => node.name === name) ?? -1;
    if (index < 0) return undefined;
    if (path.length > 0) path.push('configuration', 'loop', 'definition');
    path.push('nodes', index);
    at = at?.nodes?.[index]?.configuration?.loop?.definition;
  }
  return path.length > 0 ? path : undefined;
};
