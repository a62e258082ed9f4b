import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const { tokens } = createRequire(import.meta.url)(
  '@cloudscape-design/design-tokens/index-visual-refresh.json',
) as {
  tokens: Readonly<Record<string, { readonly $value: { readonly light: string; readonly dark: string } }>>;
};
const css = readFileSync(new URL('./theme.css', import.meta.url), 'utf8');
const block = (selector: string) => css.split(`${selector} {`)[1]!.split('}')[0]!;
const colourOf = (selector: string, name: string) =>
  new RegExp(`--sb-${name}: ([^;]+);`).exec(block(selector))?.[1];

const sources = {
  text: 'color-text-body-default',
  'text-secondary': 'color-text-body-secondary',
  panel: 'color-background-container-content',
  divider: 'color-border-divider-default',
  focus: 'color-border-item-focused',
  accent: 'color-text-accent',
  field: 'color-background-control-default',
  'field-border': 'color-border-input-default',
  hover: 'color-background-dropdown-item-hover',
  error: 'color-text-status-error',
  success: 'color-text-status-success',
  warning: 'color-text-status-warning',
  info: 'color-text-status-info',
  inactive: 'color-text-status-inactive',
};

test.each(Object.entries(sources))('--sb-%s is Cloudscape’s %s in both modes', (name, token) => {
  expect(colourOf(':root', name)).toBe(tokens[token]!.$value.light);
  expect(colourOf('.awsui-dark-mode', name)).toBe(tokens[token]!.$value.dark);
});

/** WCAG 2's relative luminance and contrast. */
const luminance = (hex: string): number => {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number => {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

test.each([':root', '.awsui-dark-mode'])('text of %s has at least 4.5 : 1 on panels', (selector) => {
  for (const name of [
    'text',
    'text-secondary',
    'accent',
    'error',
    'success',
    'warning',
    'info',
    'inactive',
    'code-name',
    'code-string',
    'code-value',
  ])
    expect(contrast(colourOf(selector, name)!, colourOf(selector, 'panel')!), name).toBeGreaterThanOrEqual(
      4.5,
    );
});
