/**
 * For `memo`: whether a component that reads only these of its props would paint the same again. React Flow hands nodes their
 * position at each step of a drag, and no card reads it.
 */
export const sameIn =
  <Props extends object>(...names: readonly (keyof Props)[]) =>
  (before: Readonly<Props>, after: Readonly<Props>): boolean =>
    names.every((name) => before[name] === after[name]);
