import { useState } from 'react';
import { formMessages as words } from '../../messages/nodes.ts';
import type { Limits } from '../editing/limits.ts';
import './inline-problems.css';

/**
 * A name in place: what is wrong with it is said while one types, and it changes when the field is left with a name that
 * can be. Esc takes back.
 */
export function NameInput({
  value,
  onCommit,
  label,
  limits,
  taken,
  readOnly,
  onProblem,
  describedBy,
  isInvalid = false,
}: {
  readonly value: string;
  onCommit(value: string): void;
  readonly label: string;
  readonly limits: Limits;
  readonly taken: readonly string[];
  readonly readOnly: boolean;
  /** What is wrong with what is being typed; undefined when nothing is. */
  onProblem(problem: string | undefined): void;
  readonly describedBy?: string;
  readonly isInvalid?: boolean;
}) {
  const [draft, setDraft] = useState<string>();
  const problemOf = (text: string): string | undefined => {
    if (limits.pattern && !limits.pattern.test(text)) return words.namePattern;
    return text !== value && taken.includes(text) ? words.nameTaken(text) : undefined;
  };
  const commit = () => {
    if (draft !== undefined && draft !== value && problemOf(draft) === undefined) onCommit(draft);
    end();
  };
  const end = () => {
    setDraft(undefined);
    onProblem(undefined);
  };
  return (
    <input
      className="sb-name-line-input"
      aria-label={label}
      aria-invalid={isInvalid || (draft !== undefined && problemOf(draft) !== undefined) || undefined}
      aria-describedby={describedBy}
      value={draft ?? value}
      readOnly={readOnly}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => {
        setDraft(event.target.value);
        onProblem(problemOf(event.target.value));
      }}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape' && draft !== undefined) {
          event.stopPropagation();
          end();
        }
      }}
    />
  );
}
