import { conditionMessages as words } from '../../messages/nodes.ts';
import type { Truth } from './condition-truth.ts';

const SIGNS = { true: '✓', false: '✗', unreached: '–', unknown: '', error: '!' } as const;

/** How a row fared on the values: ✓ ✗ –, with its word for those who do not see it. */
export function TruthMark({ truth }: { readonly truth: Truth | undefined }) {
  if (!truth || truth.mark === 'unknown') return <span className="sb-truth" />;
  const label = truth.cause ?? words.marks[truth.mark];
  return (
    <span className="sb-truth" data-mark={truth.mark} role="img" aria-label={label} title={label}>
      {SIGNS[truth.mark]}
    </span>
  );
}
