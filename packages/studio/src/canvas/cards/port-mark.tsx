import { memo } from 'react';

/**
 * The letters of the five types as strokes on a square of 12: S String, # Number, ? Boolean, {} Object, [] Array. Drawn,
 * since text of that size could not be read.
 */
const MARKS: Readonly<Record<string, string>> = {
  String:
    'M8.6 3.6C8.2 2.7 7.3 2.2 6 2.2c-1.5 0-2.6.7-2.6 1.9 0 2.6 5.3 1.1 5.3 3.8 0 1.2-1.1 1.9-2.7 1.9-1.4 0-2.4-.5-2.8-1.5',
  Number: 'M4.7 2 3.9 10M8.1 2 7.3 10M2.2 4.5h7.8M2 7.5h7.8',
  Boolean: 'M3.7 4.2c0-1.3 1-2.1 2.4-2.1 1.3 0 2.3.8 2.3 2 0 1.8-2.3 1.8-2.3 3.5M6.1 9.8v.1',
  Object:
    'M4.6 1.9c-1.2 0-1.6.4-1.6 1.5v1.1c0 .9-.4 1.4-1.2 1.5.8.1 1.2.6 1.2 1.5v1.1c0 1.1.4 1.5 1.6 1.5M7.4 1.9c1.2 0 1.6.4 1.6 1.5v1.1c0 .9.4 1.4 1.2 1.5-.8.1-1.2.6-1.2 1.5v1.1c0 1.1-.4 1.5-1.6 1.5',
  Array: 'M4.6 2H2.4v8h2.2M7.4 2h2.2v8H7.4',
};

/** The mark of a type; a diamond for branches, which have none. */
export const TypeMark = memo(({ type }: { readonly type: string | undefined }) => (
  <svg className="sb-type-mark" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
    <path d={type === undefined ? 'M6 2.2 9.8 6 6 9.8 2.2 6Z' : (MARKS[type] ?? 'M6 6v.1')} />
  </svg>
));
