import type { JsonValue } from '@streambed/model';
import { useMemo, useState } from 'react';
import { CodeField } from '../code/code-field.tsx';
import type { FieldIds } from '../fields/field.tsx';
import { readJson, writeJson } from './read-json.ts';

const jsonLanguage = async () => {
  const { json } = await import('@codemirror/lang-json');
  return json();
};

/**
 * JSON as text. What parses goes out; what does not stays here, with its mistake marked, until it does. `undefined` is
 * an empty text, where `isOptional` allows one.
 */
export function JsonTextEditor({
  value,
  onChange,
  onProblem,
  ids,
  label,
  readOnly,
  isOptional = false,
  placeholder,
  minLines = 4,
  maxLines = 16,
}: {
  readonly value: JsonValue | undefined;
  onChange(value: JsonValue | undefined): void;
  /** What is wrong with the text now, with its line; undefined when it is fine. */
  onProblem?(problem: { readonly message: string; readonly line: number } | undefined): void;
  readonly ids?: Pick<FieldIds, 'label' | 'describedBy'> | undefined;
  readonly label?: string;
  readonly readOnly?: boolean;
  readonly isOptional?: boolean;
  readonly placeholder?: string;
  readonly minLines?: number;
  readonly maxLines?: number;
}) {
  const stored = useMemo(() => (value === undefined ? '' : writeJson(value)), [value]);
  const [draft, setDraft] = useState<{ readonly text: string; readonly of: string }>();
  // A value that came from elsewhere replaces what was being typed.
  const text = draft && draft.of === stored ? draft.text : stored;
  const read = useMemo(
    () => (text.trim() === '' && isOptional ? undefined : readJson(text)),
    [text, isOptional],
  );
  const diagnostics = useMemo(
    () =>
      read && !read.ok && draft
        ? [{ from: Math.max(read.at - 1, 0), to: read.at + 1, message: read.message }]
        : [],
    [read, draft],
  );
  const change = (next: string) => {
    const isEmpty = next.trim() === '' && isOptional;
    const parsed = isEmpty ? undefined : readJson(next);
    if (parsed && !parsed.ok) {
      setDraft({ text: next, of: stored });
      onProblem?.({ message: parsed.message, line: parsed.line });
      return;
    }
    const given = parsed?.value;
    setDraft({ text: next, of: given === undefined ? '' : writeJson(given) });
    onProblem?.(undefined);
    onChange(given);
  };
  return (
    <CodeField
      value={text}
      onChange={change}
      ids={ids}
      {...(label !== undefined && { label })}
      {...(placeholder !== undefined && { placeholder })}
      readOnly={readOnly ?? false}
      // Nothing given is not wrong before somebody has typed.
      isInvalid={draft !== undefined && read?.ok === false}
      minLines={minLines}
      maxLines={maxLines}
      tabIndents
      language={jsonLanguage}
      diagnostics={diagnostics}
    />
  );
}
