import { type KeyboardEvent, useId, useState } from 'react';
import { formatDuration } from '../../components/index.ts';
import { useEditor } from '../../editor/index.ts';
import { formMessages } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { ValueView } from '../values/value-view.tsx';
import { runNode, whyNotRun } from './run-node.ts';
import { useNodeRun, useOutput, useRun } from './use-run.ts';
import '../expression/expression-editor.css';

const words = formMessages.tryNode;

/** Runs the node alone on a text that is typed in place of one input, and shows what it gives. */
export function TryNode({
  input,
  label,
  placeholder,
  action,
}: {
  /** The input that the text stands for. */
  readonly input: string;
  readonly label: string;
  readonly placeholder: string;
  /** On the button: `Search`. */
  readonly action: string;
}) {
  const { node } = useNodeForm();
  const editor = useEditor();
  const id = useId();
  useRun();
  const run = useNodeRun(node.id);
  const result = useOutput(node.id, node.outputs[0]?.name ?? '');
  const [text, setText] = useState('');
  // Only what was asked here is answered here; the last result of the flow stands below.
  const [wasAsked, setAsked] = useState(false);
  const unavailable = whyNotRun(editor) ?? (text.trim() === '' ? words.empty : undefined);
  const isRunning = run?.status === 'running' || run?.status === 'queued';
  const ask = () => {
    if (unavailable !== undefined) return;
    setAsked(true);
    void runNode(editor, node.id, { [input]: text }).catch((error: Error) => editor.toast(error.message));
  };
  return (
    <fieldset className="sb-form sb-tight" aria-label={label}>
      <label className="sb-inspector-subtitle" htmlFor={id}>
        {label}
      </label>
      <div className="sb-row">
        <input
          id={id}
          className="sb-name-line-input sb-grow"
          value={text}
          placeholder={placeholder}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event: KeyboardEvent) => {
            if (event.key === 'Enter') ask();
          }}
        />
        <ToolButton onClick={ask} unavailable={unavailable}>
          ▸ {action}
        </ToolButton>
      </div>
      {wasAsked && (
        <>
          <p className="sb-side-note" role="status">
            {isRunning
              ? words.running
              : run?.durationMs !== undefined && words.took(formatDuration(run.durationMs))}
          </p>
          {!isRunning && run?.status === 'failed' && (
            <p className="sb-preview sb-preview-error">{run.fault?.message ?? run.reason ?? words.failed}</p>
          )}
          {!isRunning && run?.status === 'succeeded' && result && (
            <ValueView value={result.value} label={label} />
          )}
        </>
      )}
    </fieldset>
  );
}
