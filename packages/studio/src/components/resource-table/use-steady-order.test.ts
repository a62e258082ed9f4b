import { expect, test } from 'vitest';
import { keepOrder } from './use-steady-order.ts';

test('rows stay where they are, new ones come after, lost ones leave', () => {
  const items = ['n1', 'c', 'a', 'n2'];
  expect(keepOrder(items, ['a', 'b', 'c'], (item) => item)).toEqual(['a', 'c', 'n1', 'n2']);
});
