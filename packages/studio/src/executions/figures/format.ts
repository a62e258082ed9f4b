import { executionMessages as words } from '../../messages/executions.ts';

/** `812 ms`, `1.24 s`, `2 min 05 s`. */
export const formatDuration = (milliseconds: number): string => {
  if (milliseconds < 1) return `${Math.max(0, Math.round(milliseconds * 10) / 10)} ms`;
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 10_000) return `${(milliseconds / 1_000).toFixed(2)} s`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
};

const counts = new Intl.NumberFormat('en-US');
/** `12,345` */
export const formatCount = (count: number): string => counts.format(count);

/** `$0.0031`; two digits that count, so that small sums do not read as nothing. */
export const formatUsd = (usd: number): string => {
  if (usd === 0) return '$0.00';
  if (usd >= 1) return `$${usd.toFixed(2)}`;
  if (usd >= 0.01) return `$${usd.toFixed(3)}`;
  return `$${usd.toPrecision(2).replace(/e.*$/, '') === usd.toPrecision(2) ? usd.toPrecision(2) : usd.toFixed(8)}`;
};

/** What a cost cell says: nothing when no model was asked, "no price known" rather than zero. */
export const formatCost = (cost: {
  readonly tokens: number;
  readonly usd: number;
  readonly unpriced: boolean;
}): string => {
  if (cost.unpriced) return cost.usd > 0 ? words.figures.atLeast(formatUsd(cost.usd)) : words.figures.noPrice;
  return cost.tokens === 0 && cost.usd === 0 ? '' : formatUsd(cost.usd);
};

const times = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
export const formatTime = (at: number): string => times.format(at);
export const formatMoment = (at: string | number): string => moments.format(new Date(at));

/** `just now`, `5 min ago`, `3 h ago`, `2 d ago`. */
export const formatAgo = (at: string | number, now: number): string => {
  const seconds = Math.max(0, Math.round((now - new Date(at).getTime()) / 1_000));
  if (seconds < 45) return words.ago.now;
  if (seconds < 3_600) return words.ago.minutes(Math.max(1, Math.round(seconds / 60)));
  if (seconds < 86_400) return words.ago.hours(Math.round(seconds / 3_600));
  return words.ago.days(Math.round(seconds / 86_400));
};
