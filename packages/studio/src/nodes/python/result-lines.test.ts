import { expect, test } from 'vitest';
import { resultLinesOf } from './python-language.ts';

test.each([
  ['a + b', [1]],
  ['x = 1\nx', [2]],
  ['x = 1', []],
  ['', []],
  ['x = 1\n\n# a remark\n', []],
  ['f(\n  1,\n  2,\n)', [1, 2, 3, 4]],
  ['if a:\n    1\nelse:\n    2', [2, 4]],
  ['for a in b:\n    c = a\n    c + 1', [3]],
  ['if a:\n    def f():\n        1\n    f()', [4]],
  ['def f():\n    1', []],
  ['a; b', [1]],
  ['a; b = 1', []],
  ['import os', []],
  ['a\nb = 2', []],
  ['a\n# remark', [1]],
])('of %j the lines %j are the result', (code, lines) => expect(resultLinesOf(code)).toEqual(lines));
