import type { JsonValue } from '@streambed/model';
import { type ReactNode, useState } from 'react';
import { formMessages as words } from '../../messages/nodes.ts';
import { useReadOnly } from '../editing/field-source.ts';
import { JsonTextEditor } from '../json/json-text-editor.tsx';
import { Field, type FieldProps } from './field.tsx';

/** A field whose value is any JSON; empty is absent. */
export function JsonField({
  value,
  onChange,
  placeholder,
  check,
  instead,
  ...field
}: Omit<FieldProps, 'children' | 'error'> & {
  readonly value: JsonValue | undefined;
  onChange(value: JsonValue | undefined): void;
  readonly placeholder?: string;
  /** Another way to edit the value, in place of its text. */
  readonly instead?: ReactNode;
  /** What is wrong with a value that parses. */
  check?(value: JsonValue): string | undefined;
}) {
  const readOnly = useReadOnly() !== undefined;
  const [problem, setProblem] = useState<{ readonly message: string; readonly line: number }>();
  const error = problem
    ? words.jsonError(problem.line, problem.message)
    : value === undefined
      ? undefined
      : check?.(value);
  return (
    <Field {...field} error={error}>
      {(ids) =>
        instead || (
          <JsonTextEditor
            value={value}
            onChange={onChange}
            onProblem={setProblem}
            ids={ids}
            isOptional
            readOnly={readOnly}
            {...(placeholder !== undefined && { placeholder })}
          />
        )
      }
    </Field>
  );
}
