import type { RunStatus, RunSummary } from '@streambed/model/streambed';
import { digest, type Script, summaryOf } from './executions-scripts.ts';

const STATUSES: readonly RunStatus[] = ['Succeeded', 'Succeeded', 'Failed', 'Succeeded', 'Stopped'];

/** Thirty-four runs of the last days, newest first. */
export const pastRuns = (): readonly { readonly summary: RunSummary; readonly script: Script }[] =>
  Array.from({ length: 34 }, (_, index) => {
    const startedAt = Date.now() - index * 47 * 60_000 - 90_000;
    const status = STATUSES[index % STATUSES.length]!;
    const isAlias = index % 3 === 1;
    const script = digest({ failing: status === 'Failed' ? 6 : -1 });
    const durationMs = 4_000 + ((index * 7_919) % 37) * 500;
    return {
      script,
      summary: summaryOf(`run-${String(index + 1).padStart(4, '0')}`, startedAt, status, {
        endedAt: new Date(startedAt + durationMs).toISOString(),
        ...(isAlias && { flowAliasId: 'PRODALIAS1', flowVersion: '4', kind: 'Invoke', recording: 'Figures' }),
        figures: {
          durationMs,
          nodeRuns: 12 + index,
          iterations: 10,
          inputTokens: 1_200 + index * 31,
          outputTokens: 340 + index,
          ...(index % 4 === 0 ? { hasUnpricedCalls: true } : { usd: 0.0021 + index * 0.0003 }),
        },
        ...(status === 'Failed' && {
          fault: {
            kind: 'throttling',
            exception: 'throttlingException',
            message: 'The model was asked too often; three tries in 900 ms were refused.',
            node: 'Summarize',
            nodeName: 'Summarize',
            iteration: [{ nodeName: 'Each_text', type: 'Iterator' as const, index: 6 }],
          },
        }),
      }),
    };
  });
