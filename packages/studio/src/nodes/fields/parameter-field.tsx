import Input from '@cloudscape-design/components/input';
import Slider from '@cloudscape-design/components/slider';
import { formMessages as words } from '../../messages/nodes.ts';
import { useReadOnly } from '../editing/field-source.ts';
import type { Limits } from '../editing/limits.ts';
import { Field } from './field.tsx';
import { numberError, useNumberText } from './number-text.ts';
import { ToolButton } from './tool-button.tsx';

export interface ParameterFieldProps {
  readonly address: string;
  readonly label: string;
  readonly help: string;
  readonly example?: string;
  readonly limits: Limits;
  readonly step: number;
  /** undefined: nothing is sent, the default holds. */
  readonly value: number | undefined;
  onChange(value: number | undefined): void;
  /** What holds when nothing is sent: `model default`, `5`. */
  readonly unset: string;
  /** Where the slider stands while nothing is set. */
  readonly start: number;
  readonly warning?: string | undefined;
}

/** A number with a slider; nothing is sent until it is touched, and it can be taken back. */
export function ParameterField({
  address,
  label,
  help,
  example,
  limits,
  step,
  value,
  onChange,
  unset,
  start,
  warning,
}: ParameterFieldProps) {
  const readOnly = useReadOnly() !== undefined;
  const { min = 0, max = 1 } = limits;
  const [text, setText] = useNumberText(value, onChange);
  return (
    <Field
      address={address}
      label={label}
      help={help}
      {...(example !== undefined && { example })}
      error={numberError(text, limits)}
      warning={warning}
    >
      <div className="sb-parameter">
        <div className="sb-slider">
          <Slider
            ariaLabel={words.sliderOf(label)}
            // In whole steps: fractions of binary numbers are no multiples of each other.
            min={Math.round(min / step)}
            max={Math.round(max / step)}
            step={1}
            value={Math.round((value ?? start) / step)}
            valueFormatter={(steps) => String(Number((steps * step).toFixed(2)))}
            disabled={readOnly}
            onChange={({ detail }) => setText(String(Number((detail.value * step).toFixed(2))))}
          />
        </div>
        <Input
          type="number"
          inputMode="decimal"
          step={step}
          value={text}
          placeholder={unset}
          readOnly={readOnly}
          onChange={({ detail }) => setText(detail.value)}
        />
        <ToolButton
          onClick={() => setText('')}
          label={words.resetOf(label)}
          unavailable={readOnly || value === undefined ? words.isDefault(unset) : undefined}
        >
          {words.reset}
        </ToolButton>
      </div>
    </Field>
  );
}
