import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { formMessages as words } from '../../messages/nodes.ts';
import { useReadOnly } from '../editing/field-source.ts';
import { ToolButton } from './tool-button.tsx';
import './fields.css';

/** Blanks and line ends in sight: `⏎` and `␣`. */
export const visible = (text: string): string =>
  text.replaceAll('\n', '⏎').replaceAll('\t', '⇥').replaceAll(' ', '␣');

/** `\n` as people type it in one line → the line end itself. */
const fromTyped = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\\t', '\t');

/** A short list of short texts: Enter adds, each has its own remove. */
export function TokenList({
  values,
  onChange,
  most,
  addLabel,
  placeholder,
}: {
  readonly values: readonly string[];
  onChange(values: readonly string[]): void;
  readonly most: number;
  readonly addLabel: string;
  readonly placeholder?: string;
}) {
  const readOnly = useReadOnly() !== undefined;
  const [text, setText] = useState('');
  const isFull = values.length >= most;
  const add = () => {
    const value = fromTyped(text);
    if (value === '' || isFull) return;
    if (!values.includes(value)) onChange([...values, value]);
    setText('');
  };
  return (
    <div>
      <div className="sb-row">
        <div className="sb-grow">
          <Input
            value={text}
            disabled={isFull || readOnly}
            placeholder={isFull ? words.atMostItems(most) : (placeholder ?? '')}
            onChange={({ detail }) => setText(detail.value)}
            onKeyDown={(event) => {
              if (event.detail.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
        </div>
        <ToolButton
          onClick={add}
          label={addLabel}
          unavailable={readOnly ? words.readOnly : isFull ? words.atMostItems(most) : undefined}
        >
          {words.add}
        </ToolButton>
      </div>
      {values.length > 0 && (
        <ul className="sb-tokens">
          {values.map((value) => (
            <li key={value} className="sb-token">
              <span className="sb-token-text">{visible(value)}</span>
              <ToolButton
                label={words.removeOf(visible(value))}
                unavailable={readOnly ? words.readOnly : undefined}
                onClick={() => onChange(values.filter((each) => each !== value))}
              >
                ×
              </ToolButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
