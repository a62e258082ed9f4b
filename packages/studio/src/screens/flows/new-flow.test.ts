import { validateDefinition } from '@streambed/flow/validation';
import { expect, test } from 'vitest';
import { FLOW_NAME, freeName, newDefinition } from './new-flow.ts';

test('a new flow has nothing to complain about', () => {
  expect(validateDefinition(newDefinition('amazon.nova-lite-v1:0'))).toEqual([]);
});

test.each([
  ['Report', [], 'Report'],
  ['Report', ['report'], 'Report-2'],
  ['Report', ['Report', 'Report-2'], 'Report-3'],
  ['a'.repeat(100), ['a'.repeat(100)], `${'a'.repeat(98)}-2`],
])('%s beside %j is %s', (wanted, taken, name) => {
  expect(freeName(wanted, taken)).toBe(name);
  expect(name).toMatch(FLOW_NAME);
});
