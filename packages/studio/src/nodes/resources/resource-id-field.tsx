import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { resourceMessages as words } from '../../messages/nodes.ts';
import { useReadOnly } from '../editing/field-source.ts';
import type { Limits } from '../editing/limits.ts';
import { Field } from '../fields/field.tsx';

/**
 * An id or ARN of a thing whose service has no list on this server yet. It says so, and keeps what is pasted: the flow
 * goes to the cloud with it.
 */
export function ResourceIdField({
  address,
  label,
  help,
  example,
  value,
  onChange,
  limits,
  patternError,
  service,
  isUnset = false,
}: {
  readonly address: string;
  readonly label: string;
  readonly help: string;
  readonly example: string;
  readonly value: string;
  onChange(value: string): void;
  readonly limits: Limits;
  readonly patternError: string;
  /** What there is no list of, and what the field takes. */
  readonly service: { readonly all: string; readonly takes: string };
  /** Whether the value is the stand-in that a new node has. */
  readonly isUnset?: boolean;
}) {
  const readOnly = useReadOnly() !== undefined;
  const [draft, setDraft] = useState<string>();
  const text = draft ?? (isUnset ? '' : value);
  const breaks =
    text !== '' &&
    ((limits.pattern !== undefined && !limits.pattern.test(text)) ||
      (limits.max !== undefined && text.length > limits.max));
  return (
    <Field
      address={address}
      covers
      label={label}
      help={help}
      example={example}
      error={breaks ? patternError : undefined}
      warning={isUnset && text === '' ? words.unset : undefined}
    >
      <Input
        value={text}
        readOnly={readOnly}
        placeholder={example}
        spellcheck={false}
        autoComplete={false}
        onChange={({ detail }) => {
          const next = detail.value.trim();
          // What breaks the pattern cannot be saved anywhere; it stays in the field until it is whole.
          const fits = limits.pattern?.test(next) ?? true;
          setDraft(fits ? undefined : next);
          if (fits) onChange(next);
        }}
      />
      <p className="sb-side-note sb-note-below">{words.noList(service.all, service.takes)}</p>
    </Field>
  );
}
