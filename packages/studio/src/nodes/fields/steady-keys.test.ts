import { expect, test } from 'vitest';
import { NO_KEYS, steadyKeys } from './steady-keys.ts';

test.each<[string, string[], string[], string[]]>([
  ['nothing changes', ['a', 'b'], ['a', 'b'], ['0', '1']],
  ['one is renamed', ['a', 'b', 'c'], ['a', 'x', 'c'], ['0', '1', '2']],
  ['the only one is renamed', ['a'], ['x'], ['0']],
  ['two change places', ['a', 'b'], ['b', 'a'], ['1', '0']],
  ['one is renamed and moves', ['a', 'b'], ['x', 'a'], ['1', '0']],
  ['one is added', ['a', 'b'], ['c', 'a', 'b'], ['2', '0', '1']],
  ['one goes', ['a', 'b', 'c'], ['a', 'c'], ['0', '2']],
  ['one goes and two come', ['a', 'b'], ['a', 'x', 'y'], ['0', '2', '3']],
  ['all are others', ['a', 'b'], ['x', 'y'], ['2', '3']],
])('when %s', (_, before, after, keys) => {
  expect(steadyKeys(steadyKeys(NO_KEYS, before), after).keys).toEqual(keys);
});
