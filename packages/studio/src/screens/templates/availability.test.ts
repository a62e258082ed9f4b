import type { Check } from '@streambed/model/streambed';
import { expect, test } from 'vitest';
import { isShown, missingOf, serverParts } from './availability.ts';
import { templates } from './catalog/index.ts';

const check = (name: string, status: Check['status'] = 'ok'): Check => ({ name, status, detail: '' });
const shown = (...checks: Check[]) => templates.filter((each) => isShown(each, serverParts(checks)));

test('a server without further services shows what runs on it', () => {
  const titles = shown(check('functions')).map(({ title }) => title);
  expect(titles).toHaveLength(10);
  expect(titles).not.toContain('Booking chat');
});

test('a service brings its templates along', () => {
  const titles = (status: Check['status']) => shown(check('agents', status)).map(({ title }) => title);
  expect(titles('ok')).toContain('Booking chat');
  expect(titles('error')).not.toContain('Booking chat');
});

test('a function is missing until it is there and well', () => {
  const invoices = templates.find(({ id }) => id === 'invoice-totals')!;
  const missing = (...checks: Check[]) => missingOf(invoices, serverParts(checks)).length;
  expect(missing(check('functions'))).toBe(1);
  expect(missing(check('function invoice-totals', 'error'))).toBe(1);
  expect(missing(check('function invoice-totals'))).toBe(0);
});
