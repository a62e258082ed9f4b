import type { JsonValue } from '@streambed/model';
import { useState } from 'react';
import { conditionMessages as words } from '../../messages/nodes.ts';
import { ToolButton } from '../fields/tool-button.tsx';
import { readJson } from '../json/read-json.ts';
import type { InputValue } from '../running/use-run.ts';

/** Values that were typed in place of the last run's, by the name of the input; as text. */
export type TriedValues = Readonly<Record<string, string>>;

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
  onChange,
}: {
  readonly known: readonly InputValue[];
  readonly tried: TriedValues | undefined;
  onChange(tried: TriedValues | undefined): void;
}) {
  const [isOpen, setOpen] = useState(tried !== undefined);
  if (known.length === 0) return null;
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
        <fieldset className="sb-try-values" aria-label={words.tryValues}>
          {known.map((input) => (
            <label key={input.name}>
              <span>{input.name}</span>
              <input
                className="sb-name-line-input sb-mono"
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
