import { describe, expect, test } from 'vitest';
import { branchTagPlace } from './branch-tag-place.ts';

describe('the tag of a branch', () => {
  const near = { condition: 'sales', before: 0, rows: [80, 150], labelScale: 1.33 } as const;
  const from = { x: 240, y: 100 };

  test('stands before the mark where there is room', () => {
    expect(branchTagPlace({ ...near, from, to: { x: 400, y: 100 } })).toEqual({
      x: 388,
      y: 100,
      across: -1,
      down: -0.5,
    });
  });

  test('stands before the mark of a near card above or below the branches', () => {
    expect(branchTagPlace({ ...near, from, to: { x: 320, y: -60 } }).across).toBe(-1);
    expect(branchTagPlace({ ...near, from, to: { x: 320, y: 260 } }).across).toBe(-1);
  });

  test('stands on the card where it would cover the + of a branch, of several one above the other', () => {
    const place = branchTagPlace({ ...near, from, to: { x: 320, y: 100 } });
    expect(place).toEqual({ x: 320, y: 80, across: 0, down: -1 });
    expect(branchTagPlace({ ...near, before: 1, from, to: { x: 320, y: 100 } }).down).toBeLessThan(
      place.down - 1,
    );
  });

  test('a line that leads back has its tag before the mark', () => {
    expect(branchTagPlace({ ...near, from, to: { x: 0, y: 100 } }).across).toBe(-1);
  });
});
