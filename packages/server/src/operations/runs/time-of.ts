import { validationException } from '../../protocol/index.ts';

/** A timestamp of a request in ms since the epoch. Throws ValidationException for what is none. */
export function timeOf(text: string, name: string): number {
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  const message = 'must be a time such as 2026-11-22T14:02:00Z';
  throw validationException(`${name} ${message}.`, [{ name, message }]);
}
