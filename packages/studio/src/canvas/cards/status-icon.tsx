import { memo } from 'react';
import type { NodeRunView } from '../../editor/index.ts';

type Status = NodeRunView['status'];

/** Each status has a form of its own, so that it can be told without colour. */
const ICONS: Readonly<Record<Status, string>> = {
  queued: 'M8 2.25a5.75 5.75 0 1 1 0 11.5a5.75 5.75 0 0 1 0-11.5ZM8 4.75V8l2.25 1.5',
  running: 'M8 2.25a5.75 5.75 0 0 1 5.75 5.75',
  waiting:
    'M5.25 8.5V4a1 1 0 0 1 2 0v3M7.25 7V2.75a1 1 0 0 1 2 0V7M9.25 7V3.5a1 1 0 0 1 2 0V9.25c0 2.5-1.25 4.5-3.5 4.5-1.75 0-2.75-1-3.5-2.25L2.9 9.25a.9.9 0 0 1 1.45-1l.9.9',
  succeeded: 'M2.75 8.5l3.5 3.5 7-8',
  failed: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  skipped: 'M2.75 4.25 6.5 8l-3.75 3.75M8.25 4.25 12 8l-3.75 3.75M13.5 4v8',
  stopped: 'M3.75 3.75h8.5v8.5h-8.5Z',
};

export const StatusIcon = memo(({ status }: { readonly status: Status }) => (
  <svg
    className={`sb-status-icon sb-status-${status}`}
    width="16"
    height="16"
    viewBox="0 0 16 16"
    aria-hidden="true"
  >
    {status === 'running' && <circle className="sb-spinner-track" cx="8" cy="8" r="5.75" />}
    <path className={status === 'running' ? 'sb-spinner' : undefined} d={ICONS[status]} />
  </svg>
));

export const PinIcon = memo(() => (
  <svg className="sb-status-icon" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
    <path d="M5.5 2.25h5M6.25 2.25v4L4 9.25h8L9.75 6.25v-4M8 9.25v4.5" />
  </svg>
));
