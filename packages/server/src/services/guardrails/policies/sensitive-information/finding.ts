import type { GuardrailPiiEntityType } from '@streambed/model/bedrock-runtime';
import type { Steps } from '../../../turns.ts';
import type { Labels } from './labels.ts';
import type { Scan } from './scan.ts';

/** Something that was recognised, half open, in code units of the scanned text. */
export interface Finding {
  readonly type: GuardrailPiiEntityType;
  readonly start: number;
  readonly end: number;
}

/** Takes note of a finding; types that nobody asked for are dropped. */
export type Report = (type: GuardrailPiiEntityType, start: number, end: number) => void;

/**
 * Recognises some types in a scanned text, in one go or in steps. Runs only when one of its types is asked for; time must
 * be linear in the length of the text.
 */
export interface Detector {
  readonly types: readonly GuardrailPiiEntityType[];
  detect(scan: Scan, labels: Labels, report: Report): Steps<void> | void;
}
