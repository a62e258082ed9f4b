import { useSyncExternalStore } from 'react';
import { componentMessages } from '../messages/components.ts';
import { formatAgo, formatDuration, formatMoment, formatUsd } from './format.ts';

/** One clock for all that says "5 min ago": ticks every 15 s while anything listens. */
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 15_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
};

/** `5 min ago`, with the moment itself on hover and for screen readers. */
export function RelativeTime({ at }: { readonly at: string | number | Date | undefined }) {
  const tick = useSyncExternalStore(subscribe, () => now);
  if (at === undefined) return <>{componentMessages.none}</>;
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={formatMoment(date)} className="sb-figure">
      {formatAgo(date, Math.max(tick, Date.now()))}
    </time>
  );
}

/** `1.24 s`; a dash when it is not known. */
export function Duration({ ms }: { readonly ms: number | undefined }) {
  return <span className="sb-figure">{ms === undefined ? componentMessages.none : formatDuration(ms)}</span>;
}

export interface MoneyProps {
  /** US dollars. */
  readonly usd: number | undefined;
  /** Something was asked whose price nobody knows: that is not zero. */
  readonly hasUnpriced?: boolean;
}

/** `$0.0031`, or that no price is known; a dash when nothing was spent on models at all. */
export function Money({ usd, hasUnpriced = false }: MoneyProps) {
  if (hasUnpriced && !usd) return <span className="sb-secondary">{componentMessages.noPrice}</span>;
  if (usd === undefined) return <>{componentMessages.none}</>;
  return (
    <span className="sb-figure">
      {hasUnpriced ? '≥ ' : ''}
      {formatUsd(usd)}
    </span>
  );
}
