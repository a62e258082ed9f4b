import { componentMessages } from '../messages/components.ts';

/** `0.4 ms`, `812 ms`, `1.24 s`, `12.4 s`, `2 min 05 s`, `1 h 04 min`. */
export const formatDuration = (milliseconds: number): string => {
  const { duration } = componentMessages;
  const ms = Math.max(0, milliseconds);
  if (ms < 1) return duration.ms(String(Math.round(ms * 10) / 10));
  if (ms < 999.5) return duration.ms(String(Math.round(ms)));
  if (ms < 9_995) return duration.s((ms / 1_000).toFixed(2));
  if (ms < 59_950) return duration.s((ms / 1_000).toFixed(1));
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return duration.min(Math.floor(seconds / 60), String(seconds % 60).padStart(2, '0'));
  const minutes = Math.round(seconds / 60);
  return duration.h(Math.floor(minutes / 60), String(minutes % 60).padStart(2, '0'));
};

/** `$12.40`, `$0.0031`: two digits that count at least, so that small sums do not read as nothing. */
export const formatUsd = (usd: number): string => {
  if (usd === 0 || usd >= 1) return `$${usd.toFixed(2)}`;
  const decimals = Math.min(12, Math.max(2, 1 - Math.floor(Math.log10(usd))));
  return `$${usd.toFixed(decimals)}`;
};

/** `5 min ago`. `at` in any form that Date reads; `now` in ms. */
export const formatAgo = (at: string | number | Date, now: number): string => {
  const { time } = componentMessages;
  const seconds = Math.max(0, Math.round((now - new Date(at).getTime()) / 1_000));
  if (seconds < 45) return time.now;
  if (seconds < 3_570) return time.minutes(Math.max(1, Math.round(seconds / 60)));
  if (seconds < 84_600) return time.hours(Math.max(1, Math.round(seconds / 3_600)));
  return time.days(Math.max(1, Math.round(seconds / 86_400)));
};

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
export const formatMoment = (at: string | number | Date): string => moments.format(new Date(at));

/** The caller by the name alone: `arn:aws:sts::…:assumed-role/studio/ana` → `ana`. */
export const principalName = (arn: string): string => arn.split(/[/:]/).at(-1) || arn;

const counts = new Intl.NumberFormat('en-US');
/** `12,345` */
export const formatCount = (count: number): string => counts.format(count);

/** What a cost cell says: nothing when no model was asked, "no price known" rather than zero. */
export const formatCost = ({
  tokens,
  usd,
  unpriced,
}: {
  readonly tokens: number;
  readonly usd: number;
  readonly unpriced: boolean;
}): string => {
  if (unpriced) return usd > 0 ? componentMessages.atLeast(formatUsd(usd)) : componentMessages.noPrice;
  return tokens === 0 && usd === 0 ? '' : formatUsd(usd);
};
