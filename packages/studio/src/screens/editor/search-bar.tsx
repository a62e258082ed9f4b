import Button from '@cloudscape-design/components/button';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { DraftSaver } from '../../document/index.ts';
import {
  parseSearch,
  type SearchFacts,
  searchFlow,
  useDocument,
  useEditor,
  useEditorState,
} from '../../editor/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import { useChangedNodes } from './changed-nodes.ts';
import { giveBackFocus } from './return-to-canvas.ts';
import './search-bar.css';

const words = editorMessages.search;

/** Search in the flow: what is found stays bright on the canvas, Enter and ⇧Enter step, Esc leaves. */
export function SearchBar({ saver, onClose }: { readonly saver: DraftSaver; onClose(): void }) {
  const editor = useEditor();
  const snapshot = useDocument((current) => current);
  const problems = useEditorState((state) => state.problems);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const asked = parseSearch(text).is;
  const isChanged = useChangedNodes(saver, asked?.includes('changed') ?? false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const before = globalThis.document.activeElement;
    input.current?.focus();
    return () => giveBackFocus(before);
  }, []);

  const asksRun = asked?.some((state) => state === 'failed' || state === 'skipped') ?? false;
  const [runChanges, setRunChanges] = useState(0);
  useEffect(
    () => (asksRun ? editor.run.subscribe(() => setRunChanges((count) => count + 1)) : undefined),
    [editor, asksRun],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the run is asked anew when it has changed
  const ids = useMemo(() => {
    const facts: SearchFacts = {
      isFailed: (id) => {
        const run = editor.run.node(id);
        return run?.status === 'failed' || (run?.iterations?.failed ?? 0) > 0;
      },
      isSkipped: (id) => editor.run.node(id)?.status === 'skipped',
      isChanged,
      hasProblem: (id) => problems.some(({ address }) => address.node === id),
    };
    return searchFlow(snapshot, text, facts).join(' ');
  }, [editor, snapshot, text, problems, isChanged, runChanges]);
  // The same nodes are the same result, so that a run that goes on does not lead back to the first of them.
  const found = useMemo(() => (ids === '' ? [] : ids.split(' ')), [ids]);

  useEffect(() => {
    editor.state.setState({ found: text.trim() === '' ? undefined : new Set(found) });
    setAt(0);
  }, [editor, found, text]);
  useEffect(() => () => editor.state.setState({ found: undefined }), [editor]);

  const step = (by: 1 | -1) => {
    if (found.length === 0) return;
    const next = at === 0 && by < 0 ? found.length : ((at - 1 + by + found.length) % found.length) + 1;
    setAt(next);
    const node = found[next - 1];
    if (node === undefined) return;
    // The field keeps the focus, so that Enter steps on.
    editor.state.setState({ goTo: undefined });
    editor.select({ nodes: new Set([node]) });
    editor.state.setState({ focusedNode: node, lookAt: { node } });
    editor.announce(`${words.count(found.length, next)}: ${snapshot.nodes.get(node)?.name}`);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
  };
  return (
    <search className="sb-search">
      <input
        ref={input}
        type="search"
        aria-label={words.label}
        placeholder={words.placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={key}
      />
      <span className="sb-search-count" aria-live="polite">
        {text.trim() !== '' && words.count(found.length, at)}
      </span>
      <Button variant="icon" iconName="angle-up" ariaLabel={words.previous} onClick={() => step(-1)} />
      <Button variant="icon" iconName="angle-down" ariaLabel={words.next} onClick={() => step(1)} />
      <Button variant="icon" iconName="close" ariaLabel={words.close} onClick={onClose} />
    </search>
  );
}
