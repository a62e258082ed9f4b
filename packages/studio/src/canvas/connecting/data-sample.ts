import type { Samples } from '../../editor/index.ts';
import type { Line } from '../lines/line-store.ts';
import { sampleOf } from './members.ts';

/** What came along a connection last, in one line; undefined when nothing is known. */
export const lastValue = (samples: Samples, { target, connection }: Line): string | undefined => {
  if (connection.targetInput === undefined) return undefined;
  const sample = samples.delivered(target, connection.targetInput);
  return sample === undefined ? undefined : sampleOf(sample.value);
};
