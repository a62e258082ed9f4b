import { useId } from 'react';
import './segmented.css';

export interface SegmentedOption<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly disabledReason?: string;
}

/** One of a few: radio buttons as dense as a panel's toolbar needs them. */
export function Segmented<Id extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly SegmentedOption<Id>[];
  value: Id;
  onChange(id: Id): void;
}) {
  const name = useId();
  return (
    <div className="sb-segmented" role="radiogroup" aria-label={label}>
      {options.map(({ id, label: text, disabledReason }) => (
        <label key={id} className="sb-segment" title={disabledReason}>
          <input
            type="radio"
            name={name}
            checked={id === value}
            disabled={disabledReason !== undefined}
            onChange={() => onChange(id)}
          />
          <span>{text}</span>
        </label>
      ))}
    </div>
  );
}
