import Input from '@cloudscape-design/components/input';
import { useReadOnly } from '../editing/field-source.ts';
import type { Limits } from '../editing/limits.ts';
import { Field, type FieldProps } from './field.tsx';

/** One line of text; the pattern is the wire's own and checked while one types. */
export function TextField({
  value,
  onChange,
  limits,
  patternError,
  placeholder,
  ...field
}: Omit<FieldProps, 'children' | 'error'> & {
  readonly value: string;
  onChange(value: string): void;
  readonly limits?: Limits;
  /** What to say when the text breaks the pattern or its length. */
  readonly patternError?: string;
  readonly placeholder?: string;
}) {
  const readOnly = useReadOnly() !== undefined;
  const breaks =
    value !== '' &&
    limits !== undefined &&
    ((limits.pattern !== undefined && !limits.pattern.test(value)) ||
      (limits.max !== undefined && value.length > limits.max));
  return (
    <Field {...field} error={breaks ? patternError : undefined}>
      <Input
        value={value}
        readOnly={readOnly}
        spellcheck={false}
        autoComplete={false}
        {...(placeholder !== undefined && { placeholder })}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </Field>
  );
}
