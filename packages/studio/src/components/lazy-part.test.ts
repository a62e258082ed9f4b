import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { lazyPart, type Patience, persistently } from './lazy-part.ts';

const patience = (isThere: boolean) => {
  const waits: number[] = [];
  let styles = 0;
  const made: Patience = {
    pause: async (milliseconds) => {
      waits.push(milliseconds);
    },
    isServerThere: async () => isThere,
    fetchStylesAgain: async () => {
      styles++;
    },
  };
  return { made, waits, styles: () => styles };
};

const failing = (times: number) => {
  let tries = 0;
  return async () => {
    if (++tries <= times) throw new Error('Failed to fetch');
    return `after ${tries} tries`;
  };
};

test('a part that comes at once is not waited for', async () => {
  const { made, waits } = patience(false);
  expect(await persistently(failing(0), made)).toBe('after 1 tries');
  expect(waits).toEqual([]);
});

test('while the server is away it is asked for again and again, with its styles, ever more seldom', async () => {
  const { made, waits, styles } = patience(false);
  expect(await persistently(failing(8), made)).toBe('after 9 tries');
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  expect(styles()).toBe(8);
});

test('a server that is there and has no such part any more is believed', async () => {
  const { made, waits } = patience(true);
  await expect(persistently(failing(100), made)).rejects.toThrow('Failed to fetch');
  expect(waits).toHaveLength(3);
});

test('a part that was fetched ahead is shown at once, others when they are there', async () => {
  let asked = 0;
  const Part = lazyPart<{ name: string }>(async () => {
    asked++;
    return ({ name }) => createElement('p', null, name);
  }, 'Loading');
  const shown = () => renderToString(createElement(Part, { name: 'Data' }));
  expect(shown()).toBe('Loading');
  await Part.fetch();
  expect(shown()).toBe('<p>Data</p>');
  await Part.fetch();
  expect(asked).toBe(1);
});
