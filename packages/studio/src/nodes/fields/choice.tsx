import { type ReactNode, useId } from 'react';
import './fields.css';

export interface ChoiceOption<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  /** What screen readers say, where the label is marks. */
  readonly name?: string;
  readonly unavailable?: string | undefined;
}

/** One of a few, side by side: radio buttons of 26 px. */
export function Choice<Value extends string>({
  labelledBy,
  label,
  describedBy,
  options,
  value,
  onChange,
  readOnly = false,
}: {
  readonly labelledBy?: string;
  readonly label?: string;
  readonly describedBy?: string;
  readonly options: readonly ChoiceOption<Value>[];
  readonly value: Value | undefined;
  onChange(value: Value): void;
  readonly readOnly?: boolean;
}) {
  const name = useId();
  return (
    <div
      className="sb-choice"
      role="radiogroup"
      aria-labelledby={labelledBy}
      aria-label={label}
      aria-describedby={describedBy === '' ? undefined : describedBy}
    >
      {options.map((option) => (
        <label key={option.value} title={option.unavailable ?? option.name}>
          <input
            type="radio"
            name={name}
            value={option.value}
            aria-label={option.name}
            checked={option.value === value}
            disabled={readOnly || option.unavailable !== undefined}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
