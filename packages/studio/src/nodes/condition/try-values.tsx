import type { JsonValue } from '@streambed/model';
import { useEffect, useRef, useState } from 'react';
import { conditionMessages as words } from '../../messages/nodes.ts';
import { ToolButton } from '../fields/tool-button.tsx';
import { readJson } from '../json/read-json.ts';
import type { InputValue } from '../running/use-run.ts';
import './condition.css';

/** Values that were typed in place of the last run's, by the name of the input; as text. */
export type TriedValues = Readonly<Record<string, string>>;

/** Inputs whose values somebody has to type before it goes on; a new object each time. */
export interface AskedValues {
  readonly names: readonly string[];
}

/** A typed text as a value of the input's type; undefined when it is none. */
const readTried = (text: string, type: InputValue['type']): JsonValue | undefined => {
  if (type === 'String') return text;
  const read = readJson(text);
  return read.ok ? read.value : undefined;
};

/** The values that conditions are decided on: typed ones first, then those of the last run. */
export const triedValues = (
  known: readonly InputValue[],
  tried: TriedValues | undefined,
): ReadonlyMap<string, JsonValue> => {
  const values = new Map<string, JsonValue>();
  for (const { name, type, value } of known) {
    const text = tried?.[name];
    const own = text === undefined || (text === '' && type !== 'String') ? value : readTried(text, type);
    if (own !== undefined) values.set(name, own);
  }
  return values;
};

/** "Try values": the inputs with fields of their own, beginning with what the last run had. */
export function TryValues({
  known,
  tried,
  asked,
  onChange,
}: {
  readonly known: readonly InputValue[];
  readonly tried: TriedValues | undefined;
  readonly asked?: AskedValues | undefined;
  onChange(tried: TriedValues | undefined): void;
}) {
  const [isOpen, setOpen] = useState(tried !== undefined);
  const fields = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (asked) setOpen(true);
  }, [asked]);
  useEffect(() => {
    if (!asked || !isOpen) return;
    const all = [...(fields.current?.querySelectorAll('input') ?? [])];
    (all.find(({ name }) => asked.names.includes(name)) ?? all[0])?.focus();
  }, [asked, isOpen]);
  if (known.length === 0) return null;
  const values = triedValues(known, tried);
  const lacking = asked?.names.filter((name) => !values.has(name)) ?? [];
  const textOf = ({ name, value }: InputValue): string =>
    tried?.[name] ?? (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));
  return (
    <div className="sb-tools">
      <ToolButton
        isExpanded={isOpen}
        onClick={() => {
          setOpen(!isOpen);
          if (isOpen) onChange(undefined);
        }}
      >
        {!isOpen
          ? words.tryValues
          : known.some(({ value }) => value !== undefined)
            ? words.useRunValues
            : words.dropTriedValues}
      </ToolButton>
      {isOpen && (
        <fieldset ref={fields} className="sb-try-values" aria-label={words.tryValues}>
          {lacking.length > 0 && (
            <p className="sb-side-note sb-warning-text" role="alert">
              {words.askedValues(lacking.join(', '))}
            </p>
          )}
          {known.map((input) => (
            <label key={input.name}>
              <span>{input.name}</span>
              <input
                className="sb-name-line-input sb-mono"
                name={input.name}
                value={textOf(input)}
                placeholder={input.type}
                spellCheck={false}
                onChange={(event) => onChange({ ...tried, [input.name]: event.target.value })}
              />
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
