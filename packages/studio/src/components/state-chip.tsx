import type { ReactNode } from 'react';
import './state-chip.css';

/** Each has a shape of its own, so that it is told without colour. */
export type StateTone =
  | 'draft'
  | 'busy'
  | 'ok'
  | 'failed'
  | 'warning'
  | 'locked'
  | 'stopped'
  | 'waiting'
  | 'none';

const GLYPHS: Readonly<Record<StateTone, ReactNode>> = {
  draft: <path d="M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3 3 13zM9.3 4.4l2.3 2.3" />,
  busy: <path d="M8 2.5A5.5 5.5 0 1 1 2.5 8" />,
  ok: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="m5.2 8.2 2 2 3.6-4.2" />
    </>
  ),
  failed: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" />
    </>
  ),
  warning: <path d="M8 2.2 14.2 13.5H1.8zM8 6.2v3.4m0 1.6v.8" />,
  locked: <path d="M4 7.2h8v6H4zM5.8 7.2V5.2a2.2 2.2 0 0 1 4.4 0v2" />,
  none: <path d="M5.5 8h5" />,
  stopped: <path d="M4 4h8v8H4z" />,
  waiting: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.5V8l2.3 1.5" />
    </>
  ),
};

export interface StateChipProps {
  readonly tone: StateTone;
  readonly children: string;
  readonly title?: string | undefined;
}

/** A state in a word, with its mark: `✓ Prepared`. */
export function StateChip({ tone, children, title }: StateChipProps) {
  return (
    <span className={`sb-state sb-state-${tone}`} title={title}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round">
          {GLYPHS[tone]}
        </g>
      </svg>
      {children}
    </span>
  );
}
