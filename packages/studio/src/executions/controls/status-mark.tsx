import { executionMessages as words } from '../../messages/executions.ts';
import './status-mark.css';

export type MarkStatus = keyof typeof words.status;

const SHAPES: { readonly [Status in MarkStatus]: string } = {
  starting: 'M6 1.5a4.5 4.5 0 1 1-4.5 4.5M6 3.5V6l2 1.5',
  queued: 'M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M6 3.5V6l2 1.5',
  running: 'M10.5 6A4.5 4.5 0 1 1 6 1.5',
  waiting: 'M3.5 10.5V5.5M5.5 6V2M7.5 6V2.5M9.5 7V4M3.5 7.5L2 6M3.5 10.5h5L9.5 7',
  succeeded: 'M2 6.5l2.7 2.7L10 3.5',
  failed: 'M2.5 2.5l7 7M9.5 2.5l-7 7',
  skipped: 'M1.5 6h2M5 6h2M8.5 6h2',
  stopped: 'M3 3h6v6h-6z',
  notRun: 'M6 5.4v1.2',
};

/** The status as a shape and a colour; `label` says it in words, for those who see neither. */
export function StatusMark({ status, label }: { status: MarkStatus; label?: boolean }) {
  return (
    <span className={`sb-mark sb-mark-${status}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[status]} />
      </svg>
      {label && <span>{words.status[status]}</span>}
    </span>
  );
}
