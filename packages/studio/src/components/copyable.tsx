import { useEffect, useRef, useState } from 'react';
import { componentMessages } from '../messages/components.ts';
import './copyable.css';

export interface CopyableProps {
  readonly text: string;
  /** What is copied, for the button's name: `flow ID`. */
  readonly what: string;
  /** Shown in place of the text, which is copied whole. */
  readonly children?: string;
}

/** An id or an address in monospace, with a button that copies it. */
export function Copyable({ text, what, children = text }: CopyableProps) {
  return (
    <span className="sb-copyable">
      <code className="sb-mono" title={children === text ? undefined : text}>
        {children}
      </code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

/** Copies the text and says so, for as long as it takes to read. */
export function CopyButton({
  text,
  what,
  onCopied,
}: {
  readonly text: string;
  readonly what: string;
  onCopied?(): void;
}) {
  const [outcome, setOutcome] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    clearTimeout(timer.current);
    try {
      await navigator.clipboard.writeText(text);
      setOutcome(componentMessages.copied);
      onCopied?.();
    } catch {
      setOutcome(componentMessages.copyFailed);
    }
    timer.current = setTimeout(() => setOutcome(''), 2_000);
  };
  const label = componentMessages.copy(what);
  return (
    <span className="sb-copy">
      <button
        type="button"
        className="sb-copy-button"
        aria-label={label}
        title={label}
        onClick={() => void copy()}
      >
        <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          {outcome === componentMessages.copied ? (
            <path d="m3 8.5 3.5 3.5L13 4.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
          ) : (
            <g fill="none" stroke="currentColor" strokeWidth="1.5">
              <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
              <path d="M10.5 5V3.5a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1H5" />
            </g>
          )}
        </svg>
      </button>
      <span role="status" className={outcome === componentMessages.copyFailed ? '' : 'sb-visually-hidden'}>
        {outcome}
      </span>
    </span>
  );
}
