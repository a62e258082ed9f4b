import type { Style } from './terminal.ts';
import { counted, harmless, listed } from './text.ts';

/** What came of bringing a source up to date. */
export interface SyncResult {
  readonly source: string;
  /** As the ingestion job ended: COMPLETE, FAILED, STOPPED. */
  readonly status: string;
  /** Unknown for a folder, whose files are all sent. */
  readonly scanned?: number;
  readonly indexed: number;
  readonly deleted: number;
  readonly failures: readonly string[];
  /** Files of a folder that are of no kind that is read. */
  readonly leftOut?: readonly string[];
}

/** A line for each source, and below it what could not be taken in. */
export const renderSync = (results: readonly SyncResult[], { colours }: Style): string =>
  results
    .map(({ source, status, scanned, indexed, deleted, failures, leftOut = [] }) => {
      const isFine = status === 'COMPLETE' && failures.length === 0;
      const figures = [
        ...(scanned === undefined ? [] : [`${counted(scanned, 'document')} looked at`]),
        `${indexed.toLocaleString('en-US')} indexed`,
        ...(deleted > 0 ? [`${deleted.toLocaleString('en-US')} deleted`] : []),
        ...(failures.length > 0 ? [`${failures.length.toLocaleString('en-US')} failed`] : []),
        ...(status === 'COMPLETE' ? [] : [status.toLowerCase()]),
      ];
      const mark = isFine ? colours.green('✓') : colours.red('✗');
      const lines = failures.map(
        (reason) => `  ${colours.red('✗')} ${harmless(reason).replaceAll('\n', ' ')}\n`,
      );
      const passedOver =
        leftOut.length === 0
          ? ''
          : `  ${colours.dim(harmless(`left out, since files of this kind are not read: ${listed(leftOut)}`))}\n`;
      return `${mark} ${source}: ${figures.join(', ')}\n${lines.join('')}${passedOver}`;
    })
    .join('');
