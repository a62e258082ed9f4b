import { describe, expect, test } from 'vitest';
import { clearOf } from './clear-of.ts';

describe('what lies over the view', () => {
  const controls = { x: 0, y: 340, width: 220, height: 60 };
  const room = { width: 600, margin: 24 };

  test('leaves alone what it does not cover', () => {
    expect(clearOf({ x: 300, y: 300, width: 180, height: 90 }, [controls], room)).toEqual({ x: 0, y: 0 });
  });

  test('is got clear of upwards', () => {
    expect(clearOf({ x: 100, y: 280, width: 180, height: 90 }, [controls], room)).toEqual({ x: 0, y: -30 });
  });

  test('is got clear of to the side where there is no room above', () => {
    expect(clearOf({ x: 100, y: 50, width: 180, height: 330 }, [controls], room)).toEqual({ x: 120, y: 0 });
    const map = { x: 420, y: 240, width: 180, height: 160 };
    expect(clearOf({ x: 400, y: 50, width: 180, height: 330 }, [map], room)).toEqual({ x: -160, y: 0 });
  });

  test('stays where neither helps', () => {
    expect(clearOf({ x: 100, y: 50, width: 400, height: 330 }, [controls], room)).toEqual({ x: 0, y: 0 });
  });
});
