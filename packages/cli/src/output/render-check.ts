import type { Style } from './terminal.ts';
import { harmless, padEnd } from './text.ts';

/** As app/diagnosis makes them; told again here, so that this room needs no other. */
export interface ShownCheck {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly remedy?: string;
}

/** Columns for the names; longer ones push their line. */
const NAMES = 26;

/** `ok    port                127.0.0.1:4600 is free`, and the way out on a line of its own. */
export const renderCheck = ({ name, status, detail, remedy }: ShownCheck, { colours }: Style): string => {
  const paint = { ok: colours.green, warn: colours.yellow, fail: colours.red }[status];
  const indent = ' '.repeat(6 + NAMES + 2);
  const told = harmless(detail).replace(/\n/g, `\n${indent}`);
  const out = remedy === undefined ? '' : `${indent}${colours.dim('→')} ${harmless(remedy)}\n`;
  return `${paint(padEnd(status, 6))}${padEnd(harmless(name), NAMES)}  ${told}\n${out}`;
};
