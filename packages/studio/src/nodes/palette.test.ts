import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./palette.css', import.meta.url), 'utf8');
const LIGHT = ':root';
const DARK = '.awsui-dark-mode';

const colourOf = (selector: string, name: string): string => {
  const block = css.split(`${selector} {`)[1]?.split('}')[0];
  const value = new RegExp(`--sb-${name}: (#[0-9a-f]{6});`).exec(block ?? '')?.[1];
  if (value === undefined) throw new Error(`${selector} has no --sb-${name}`);
  return value;
};

/** WCAG 2's relative luminance of a colour. */
const luminance = (hex: string): number => {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** WCAG 2's contrast of two colours: 1 to 21. */
const contrast = (a: string, b: string): number => {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

/** The last column of the table in studio.md section 7. */
const TABLE = [
  ['boundary', 9.4, 12.7],
  ['model', 7.4, 8.6],
  ['data', 6.3, 9.1],
  ['logic', 7.4, 8.1],
  ['code', 6.9, 10.7],
] as const;
const families = [...TABLE.map(([family]) => family), 'unknown'];

describe.each([
  ['light', LIGHT, 1],
  ['dark', DARK, 2],
] as const)('the palette, %s', (_, selector, column) => {
  test.each(TABLE)('the ink of %s stands out from a card as the table says', (...row) => {
    const ink = colourOf(selector, `family-${row[0]}-ink`);
    const found = contrast(ink, colourOf(selector, 'canvas-card'));
    expect(Math.abs(found - row[column])).toBeLessThan(0.06);
  });

  test.each(families)(
    'text in the ink of %s can be read on its tint, on cards and on the ground',
    (family) => {
      const ink = colourOf(selector, `family-${family}-ink`);
      for (const below of [`family-${family}-tint`, 'canvas-card', 'canvas-ground'])
        expect(contrast(ink, colourOf(selector, below)), below).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('lines can be seen on the ground', () => {
    const line = colourOf(selector, 'canvas-line');
    expect(contrast(line, colourOf(selector, 'canvas-ground'))).toBeGreaterThanOrEqual(3);
  });
});
