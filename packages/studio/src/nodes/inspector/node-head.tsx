import { useEffect, useRef, useState } from 'react';
import { type FlowSnapshot, NODE_NAME, type NodeView, uniqueName } from '../../document/index.ts';
import { useEditor } from '../../editor/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useFieldProblems } from '../editing/field-problems.ts';
import { claims } from '../editing/field-source.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { nodeFacts } from '../node-facts.ts';
import { NodeGlyphTile } from '../node-glyph.tsx';
import { NodeActions } from './node-actions.tsx';
import { RunStatus } from './run-status.tsx';

/** Name, type, remark and what can be done with the node. */
export function NodeHead() {
  const { node } = useNodeForm();
  const facts = nodeFacts(node.type);
  return (
    <header className="sb-node-head">
      <h2 className="sb-visually-hidden">{words.nodeTitle(node.name)}</h2>
      <div className="sb-node-head-line">
        <NodeGlyphTile type={node.type} />
        <NameField />
        <NodeActions />
      </div>
      <div className="sb-node-head-facts">
        <span>
          {facts.label} <span className="sb-secondary">· {facts.oneLine}</span>
        </span>
      </div>
      <RunStatus />
      <RemarkField />
    </header>
  );
}

/** The name that the node would get: that of another one gets a number. */
const freeName = ({ scopes, nodes }: FlowSnapshot, { id, scope }: NodeView, name: string): string =>
  uniqueName(
    name,
    new Set(
      (scopes.get(scope)?.nodes ?? []).flatMap((each) => (each === id ? [] : (nodes.get(each)?.name ?? []))),
    ),
  );

/** The name in place: the pattern is checked while one types, and the name changes when the field is left. */
function NameField() {
  const { node, readOnly, edit } = useNodeForm();
  const [draft, setDraft] = useState<string>();
  const [isInside, setInside] = useState(false);
  const { errors } = useFieldProblems('name', false, isInside);
  const text = draft ?? node.name;
  const isWrong = !NODE_NAME.test(text);
  const { document } = useEditor();
  const free =
    isWrong || draft === undefined || draft === node.name ? text : freeName(document.snapshot(), node, text);
  const messages = isWrong ? [words.namePattern] : errors;
  const commit = () => {
    setDraft(undefined);
    if (isWrong || text === node.name) return;
    edit(words.steps.rename, (flow, id) => flow.renameNode(id, text));
  };
  return (
    <div className="sb-name" data-field="name">
      <input
        className="sb-name-input"
        aria-label={words.name}
        aria-invalid={messages.length > 0 || undefined}
        aria-describedby={messages.length > 0 ? 'sb-name-error' : undefined}
        value={text}
        readOnly={readOnly !== undefined}
        spellCheck={false}
        autoComplete="off"
        onFocus={() => setInside(true)}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => {
          setInside(false);
          commit();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape' && draft !== undefined) {
            setDraft(undefined);
            event.stopPropagation();
          }
        }}
      />
      {free !== text && (
        <p className="sb-side-note" role="status">
          {words.nameBecomes(text, free)}
        </p>
      )}
      {messages.length > 0 && (
        <p className="sb-name-error" id="sb-name-error" role="alert">
          {messages.join(' ')}
        </p>
      )}
    </div>
  );
}

/** What the author wants others to know; only the studio keeps it. */
function RemarkField() {
  const { node, readOnly, edit } = useNodeForm();
  const { state } = useEditor();
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const isWanted = isOpen || node.remark !== undefined;
  useEffect(() => {
    if (isOpen) field.current?.focus();
  }, [isOpen]);
  useEffect(() => {
    const follow = () => {
      if (claims('remark', false, state.getState().goTo?.field)) setOpen(true);
    };
    follow();
    return state.subscribe(follow);
  }, [state]);
  if (!isWanted)
    return readOnly === undefined ? (
      <button
        type="button"
        className="sb-link sb-remark-add"
        data-field="remark"
        onClick={() => setOpen(true)}
      >
        {words.addRemark}
      </button>
    ) : null;
  return (
    <div className="sb-remark" data-field="remark">
      <textarea
        ref={field}
        aria-label={words.remark}
        title={words.remarkHelp}
        placeholder={words.remarkHelp}
        rows={1}
        readOnly={readOnly !== undefined}
        value={node.remark ?? ''}
        onChange={(event) =>
          edit(words.steps.remark, (flow, id) => flow.setRemark(id, event.target.value), 'remark')
        }
        onBlur={() => setOpen(false)}
      />
    </div>
  );
}
