import { expect, test } from 'vitest';
import { flowReference, toolNames } from './flow-tools.ts';

const ARN = 'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ';

test.each([
  ['playlist', { flow: 'playlist', alias: 'other' }],
  ['playlist/live', { flow: 'playlist', alias: 'live' }],
  [ARN, { flow: ARN, alias: 'other' }],
  [`${ARN}/live`, { flow: ARN, alias: 'live' }],
  [`${ARN}/alias/KLMNOPQRST`, { flow: ARN, alias: 'KLMNOPQRST' }],
])('%s is a flow and an alias', (given, reference) => {
  expect(flowReference(given, 'other')).toEqual(reference);
});

test.each(['', '/live', 'playlist/', `${ARN}/`])('"%s" is neither', (given) => {
  expect(() => flowReference(given, undefined)).toThrow('is no FLOW or FLOW/ALIAS');
});

test('tools are called after their flows, and by alias and number where that does not tell them apart', () => {
  const flow = (name: string, alias?: string) => ({ flow: name, alias });
  expect(toolNames([flow('playlist', 'live'), flow('summary')])).toEqual(['playlist', 'summary']);
  expect(toolNames([flow('order', 'live'), flow('order', 'beta'), flow('order')])).toEqual([
    'order-live',
    'order-beta',
    'order-draft',
  ]);
  expect(toolNames([flow('order', 'live'), flow('order', 'live'), flow('order-live')])).toEqual([
    'order-live',
    'order-live-2',
    'order-live-3',
  ]);
  expect(toolNames([flow('Bücher & more', 'x')])).toEqual(['B_cher_more']);
});

test('names are cut to what every provider of models takes, and stay different', () => {
  const long = 'x'.repeat(100);
  const names = toolNames(['live', 'live', 'y'.repeat(100)].map((alias) => ({ flow: long, alias })));
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^[\w-]{1,64}$/);
  expect(names[0]).toBe(`${'x'.repeat(59)}-live`);
});
