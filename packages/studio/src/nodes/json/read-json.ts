import type { JsonValue } from '@streambed/model';

export type ReadJson =
  | { readonly ok: true; readonly value: JsonValue }
  /** `line` and `column` count from 1, `at` from 0. */
  | { readonly ok: false; readonly message: string; readonly at: number; readonly line: number };

/** Reads JSON text. The position of a mistake is taken from the engine's own message where it tells one. */
export const readJson = (text: string): ReadJson => {
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch (error) {
    const raw = (error as Error).message;
    const told = /position (\d+)/.exec(raw)?.[1];
    const at = told === undefined ? text.trimEnd().length : Number(told);
    return {
      ok: false,
      message: raw.replace(/ in JSON at position.*$/, '').replace(/ \(line.*$/, ''),
      at,
      line: text.slice(0, at).split('\n').length,
    };
  }
};

/** JSON as people edit it. */
export const writeJson = (value: JsonValue): string => JSON.stringify(value, undefined, 2);
