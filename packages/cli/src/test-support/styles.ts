import picocolors from 'picocolors';
import type { Style } from '../output/index.ts';

/** As for a pipe. */
export const plain = (width = 80): Style => ({ colours: picocolors.createColors(false), width });

/** As for a terminal. */
export const coloured = (width = 80): Style => ({ colours: picocolors.createColors(true), width });

/** A text without its colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
export const withoutColours = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, '');
