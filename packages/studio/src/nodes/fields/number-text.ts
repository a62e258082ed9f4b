import { useState } from 'react';
import { formMessages as words } from '../../messages/nodes.ts';
import type { Limits } from '../editing/limits.ts';

/** What is wrong with a number as it is typed; undefined when nothing is, or nothing is there. */
export const numberError = (text: string, { min, max }: Limits, isWhole = false): string | undefined => {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return words.notANumber;
  if (isWhole && !Number.isInteger(value)) return words.notWhole;
  if (min !== undefined && max !== undefined && (value < min || value > max)) return words.between(min, max);
  if (min !== undefined && value < min) return words.atLeast(min);
  if (max !== undefined && value > max) return words.atMost(max);
  return undefined;
};

/**
 * The text of a number field. What is a number goes out, also one out of bounds: the form says so and keeps it. What is
 * none stays here until it is.
 */
export const useNumberText = (
  value: number | undefined,
  onChange: (value: number | undefined) => void,
): readonly [string, (text: string) => void] => {
  const [draft, setDraft] = useState<string>();
  const stored = value === undefined ? '' : String(value);
  const isOwn = draft !== undefined && (draft === '' ? value === undefined : Number(draft) === value);
  const text = draft !== undefined && (isOwn || !Number.isFinite(Number(draft))) ? draft : stored;
  return [
    text,
    (next) => {
      setDraft(next);
      if (next.trim() === '') onChange(undefined);
      else if (Number.isFinite(Number(next))) onChange(Number(next));
    },
  ];
};
