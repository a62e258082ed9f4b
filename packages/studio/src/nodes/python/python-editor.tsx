import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { pythonMessages as words } from '../../messages/nodes.ts';
import { CodeField, type CodeHandle } from '../code/code-field.tsx';
import type { FieldIds } from '../fields/field.tsx';
import type { InputValue } from '../running/use-run.ts';
import { shortValue } from '../values/short-value.ts';
import './python-editor.css';

export interface PythonEditorProps {
  readonly value: string;
  onChange(value: string): void;
  readonly ids: FieldIds;
  readonly readOnly: boolean;
  readonly inputs: readonly InputValue[];
  /** Where the last run failed, in the code as it was then. */
  readonly fault: { readonly line: number; readonly message: string; readonly code: string } | undefined;
}

const language = async () => (await import('./python-language.ts')).pythonEditing();

/** Where line `line` begins and ends, without its indent. */
const rangeOfLine = (code: string, line: number): { readonly from: number; readonly to: number } => {
  const lines = code.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const text = lines[line - 1] ?? '';
  return { from: from + (text.length - text.trimStart().length), to: from + text.length };
};

/** Python whose last expression is the result, with the inputs at hand. */
export function PythonEditor({ value, onChange, ids, readOnly, inputs, fault }: PythonEditorProps) {
  const handle = useRef<CodeHandle>(null);
  const id = useId();
  const lines = useResultLines(value);
  const diagnostics = useMemo(
    () =>
      fault && fault.code === value ? [{ ...rangeOfLine(value, fault.line), message: fault.message }] : [],
    [fault, value],
  );
  // Whoever is led here begins at the line that failed.
  const [failing] = diagnostics;
  useEffect(() => {
    if (failing) handle.current?.startAt(failing.from);
  }, [failing]);
  return (
    <div className="sb-python">
      <fieldset className="sb-python-inputs" aria-label={words.inputs}>
        {inputs.length === 0 && <span className="sb-side-note">{words.noInputs}</span>}
        {inputs.map((input) => (
          <button
            key={input.name}
            type="button"
            className="sb-chip sb-mono"
            disabled={readOnly}
            title={words.insert(input.name)}
            onClick={() => handle.current?.insert(input.name)}
          >
            {input.name}
            <span className="sb-python-value">
              {' '}
              {input.value === undefined ? input.type : shortValue(input.value, 24)}
            </span>
          </button>
        ))}
      </fieldset>
      <CodeField
        value={value}
        onChange={onChange}
        ids={{ ...ids, describedBy: `${id}-fault ${ids.describedBy} ${id}-note`.trim() }}
        isInvalid={failing !== undefined}
        readOnly={readOnly}
        lineNumbers
        tabIndents
        minLines={6}
        maxLines={24}
        language={language}
        diagnostics={diagnostics}
        handle={handle}
      />
      {/* The mark under the line, in words. */}
      <span id={`${id}-fault`} className="sb-visually-hidden">
        {failing?.message}
      </span>
      <p id={`${id}-note`} className="sb-side-note">
        {lines === undefined ? words.resultRule : lines.length === 0 ? words.noResult : words.resultAt(lines)}{' '}
        {!readOnly && words.leave}
      </p>
    </div>
  );
}

/** The lines whose value is the result; undefined until the parser is there. */
const useResultLines = (code: string): readonly number[] | undefined => {
  const [linesOf, setLinesOf] = useState<(code: string) => readonly number[]>();
  useEffect(() => {
    let isGone = false;
    const load = () =>
      void import('./python-language.ts').then(
        ({ resultLinesOf }) => {
          if (!isGone) setLinesOf(() => resultLinesOf);
        },
        () => undefined,
      );
    // Not before the form stands: nobody waits for this line.
    const timer = setTimeout(load, 300);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, []);
  return useMemo(() => linesOf?.(code), [linesOf, code]);
};
