import { useContext } from 'react';
import { formMessages as words } from '../../messages/nodes.ts';
import type { FieldProblems } from '../editing/field-problems.ts';
import { FieldSourceContext } from '../editing/field-source.ts';
import './inline-problems.css';

/** What is wrong with a small field, below it; nothing when nothing is. */
export function InlineProblems({
  id,
  problems: { errors, warnings },
}: {
  readonly id: string;
  readonly problems: FieldProblems;
}) {
  const source = useContext(FieldSourceContext);
  if (errors.length + warnings.length === 0) return null;
  const row = (message: string, severity: 'error' | 'warning') => {
    const fix = source.fixFor(message);
    return (
      <li key={message} data-severity={severity}>
        <svg width="12" height="12" viewBox="0 0 12 12" role="img" aria-label={words[severity]}>
          {severity === 'error' ? (
            <path d="M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1ZM4.2 4.2l3.6 3.6M7.8 4.2 4.2 7.8" />
          ) : (
            <path d="M6 1.5 11 10.5H1ZM6 5v2.5M6 9v.1" />
          )}
        </svg>
        <span>
          {message}{' '}
          {fix && (
            <button type="button" className="sb-link" onClick={() => fix.run()}>
              {fix.label}
            </button>
          )}
        </span>
      </li>
    );
  };
  return (
    <ul className="sb-problems" id={id}>
      {errors.map((message) => row(message, 'error'))}
      {warnings.map((message) => row(message, 'warning'))}
    </ul>
  );
}
