import { formatUsd } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';

export { formatAgo, formatDuration, formatMoment, formatUsd } from '../../components/index.ts';

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
  if (unpriced) return usd > 0 ? words.figures.atLeast(formatUsd(usd)) : words.figures.noPrice;
  return tokens === 0 && usd === 0 ? '' : formatUsd(usd);
};
