import { useRef } from 'react';
import { formatDuration } from '../../components/index.ts';
import { useEditor } from '../../editor/index.ts';
import { expressionMessages as promises, formMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Field } from '../fields/field.tsx';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { PythonEditor } from '../python/python-editor.tsx';
import { memberOf, runNode, useRunDetails, whyNotRun } from '../running/run-node.ts';
import { useInputValues, useNodeRun, useOutput, useRun } from '../running/use-run.ts';
import { shortValue } from '../values/short-value.ts';
import type { NodeFormParts } from './form-parts.ts';

/** Inputs that an InlineCode node may have (nodes.md, InlineCode). */
const MOST_INPUTS = 5;
const PATH = ['inlineCode', 'code'] as const;

/** Runs Python. */
export const inlineCode = (): NodeFormParts => ({
  Before: InlineCodeForm,
  inputs: { most: MOST_INPUTS, help: words.code.inputsHelp, isOpenAtFirst: false },
  outputs: { help: words.code.outputHelp },
});

function InlineCodeForm() {
  const { node, readOnly, write } = useNodeForm();
  const code = node.configuration.inlineCode?.code ?? '';
  const inputs = useInputValues(node);
  const run = useNodeRun(node.id);
  // A fault tells of the code as it was when it came; what is typed after that moves its lines.
  const failed = useRef<{ readonly fault: object; readonly code: string }>(undefined);
  const fault = run?.fault;
  if (fault && failed.current?.fault !== fault) failed.current = { fault, code };
  return (
    <Section title={words.code.title}>
      <Field
        address="configuration.inlineCode.code"
        label={words.code.label}
        help={words.code.help}
        example={words.code.example}
      >
        {(ids) => (
          <PythonEditor
            value={code}
            onChange={(text) => write(words.code.step, PATH, text)}
            ids={ids}
            readOnly={readOnly !== undefined}
            inputs={inputs}
            fault={
              fault?.line === undefined || !failed.current
                ? undefined
                : { line: fault.line, message: fault.message, code: failed.current.code }
            }
          />
        )}
      </Field>
      <RunCode />
      <p className="sb-side-note">{words.code.notAsync}</p>
    </Section>
  );
}

/** Runs the code on recorded inputs: result with its type, prints apart, what went wrong with its line. */
function RunCode() {
  const { node } = useNodeForm();
  const editor = useEditor();
  useRun();
  const run = useNodeRun(node.id);
  const details = useRunDetails(node.id);
  const result = useOutput(node.id, 'response');
  const declared = node.outputs.find(({ name }) => name === 'response')?.type;
  const prints = memberOf(details?.response, 'output');
  const isRunning = run?.status === 'running' || run?.status === 'queued';
  const unavailable = whyNotRun(editor);
  return (
    <fieldset className="sb-form" aria-label={words.code.run}>
      <div className="sb-tools">
        <ToolButton
          unavailable={unavailable}
          onClick={() => void runNode(editor, node.id).catch((error: Error) => editor.toast(error.message))}
        >
          ▸ {words.code.run}
        </ToolButton>
        <span className="sb-side-note" role="status">
          {isRunning
            ? words.code.running
            : run?.durationMs !== undefined && words.code.took(formatDuration(run.durationMs))}
        </span>
      </div>
      {run?.fault && (
        <p className="sb-side-note sb-field-error">
          {run.fault.line === undefined ? run.fault.message : words.code.failedAt(run.fault.line)}
        </p>
      )}
      {result && run?.status !== 'failed' && (
        <p className="sb-output-value">
          → <code>{shortValue(result.value, 120)}</code> · {result.type}{' '}
          {declared === result.type ? (
            <span className="sb-preview-tick" role="img" aria-label={words.code.fits}>
              ✓
            </span>
          ) : (
            <span className="sb-preview-error">{declared && words.code.wants(declared)}</span>
          )}
        </p>
      )}
      {!result && run?.status !== 'failed' && declared && (
        <p className="sb-output-value sb-secondary">{promises.promised(declared)}</p>
      )}
      {typeof prints === 'string' && prints !== '' && (
        <div>
          <h4 className="sb-inspector-subtitle">{words.code.prints}</h4>
          <pre className="sb-prints">{prints}</pre>
        </div>
      )}
    </fieldset>
  );
}
