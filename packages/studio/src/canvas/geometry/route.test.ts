import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexObstacles } from './obstacles.ts';
import type { Rectangle } from './rectangle.ts';
import { labelPoint, routeAround, smoothPath } from './route.ts';

const around = (rectangles: readonly Rectangle[]) => ({
  obstacles: indexObstacles(rectangles.map((rectangle, index) => [String(index), rectangle] as const)),
  without: () => false,
});

describe('a route', () => {
  test('is straight where nothing is in the way', () => {
    expect(routeAround({ x: 0, y: 10 }, { x: 200, y: 10 })).toEqual([
      { x: 0, y: 10 },
      { x: 200, y: 10 },
    ]);
  });

  test('turns once between cards of different heights', () => {
    expect(routeAround({ x: 0, y: 0 }, { x: 200, y: 100 })).toHaveLength(4);
  });

  test('goes around a card that stands between', () => {
    const card = { x: 80, y: -40, width: 100, height: 80 };
    const way = routeAround({ x: 0, y: 0 }, { x: 300, y: 0 }, around([card]));
    expect(way.length).toBeGreaterThan(2);
    expect(way.some(({ y }) => y < card.y || y > card.y + card.height)).toBe(true);
  });

  test('leaves and enters level also when it leads back', () => {
    const way = routeAround({ x: 300, y: 0 }, { x: 0, y: 0 });
    expect(way[1]!.x).toBeGreaterThan(300);
    expect(way.at(-2)!.x).toBeLessThan(0);
  });

  const coordinate = fc.integer({ min: -600, max: 600 });
  const point = fc.record({ x: coordinate, y: coordinate });
  const card = fc.record({
    x: coordinate,
    y: coordinate,
    width: fc.integer({ min: 40, max: 240 }),
    height: fc.integer({ min: 40, max: 200 }),
  });
  test('always joins its ends, with parts that are level or upright', () => {
    fc.assert(
      fc.property(point, point, fc.array(card, { maxLength: 12 }), (from, to, cards) => {
        const way = routeAround(from, to, around(cards));
        expect(way[0]).toEqual(from);
        expect(way.at(-1)).toEqual(to);
        for (const [index, a] of way.entries()) {
          const b = way[index + 1];
          if (b) expect(a.x === b.x || a.y === b.y).toBe(true);
        }
        expect(smoothPath(way)).toMatch(/^M[-\d. LQ]*$/);
      }),
    );
  });

  test('is drawn with round corners, and labelled in its longest part', () => {
    const way = [
      { x: 0, y: 0 },
      { x: 20, y: 0 },
      { x: 20, y: 300 },
      { x: 40, y: 300 },
    ];
    expect(smoothPath(way)).toBe('M0 0L10 0Q20 0 20 10L20 290Q20 300 30 300L40 300');
    expect(labelPoint(way)).toEqual({ x: 20, y: 150 });
  });
});

test('obstacles tell what crosses a line and what lies in a part', () => {
  const index = indexObstacles([
    ['a', { x: 0, y: 0, width: 100, height: 100 }],
    ['b', { x: 900, y: 900, width: 10, height: 10 }],
  ]);
  expect(index.blocks(-50, 50, 150, 50, () => false)).toBe(true);
  expect(index.blocks(-50, 50, 150, 50, (id) => id === 'a')).toBe(false);
  expect(index.blocks(-50, 150, 150, 150, () => false)).toBe(false);
  expect([...index.within({ x: 890, y: 890, width: 40, height: 40 }).keys()]).toEqual(['b']);
});
