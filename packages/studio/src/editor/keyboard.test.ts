import { describe, expect, test } from 'vitest';
import { matchesKeys, showKeys } from './keyboard.ts';

const press = (key: string, held = '') => ({
  key,
  ctrlKey: held.includes('c'),
  metaKey: held.includes('m'),
  shiftKey: held.includes('s'),
  altKey: held.includes('a'),
});

describe('keys', () => {
  test.each([
    ['Mod+K', press('k', 'c'), true],
    ['Mod+K', press('k', 'm'), false],
    ['Mod+K', press('k'), false],
    ['Shift+Mod+Z', press('Z', 'cs'), true],
    ['Mod+Z', press('Z', 'cs'), false],
    ['N', press('n'), true],
    ['N', press('N', 's'), false],
    ['?', press('?', 's'), true],
    ['+', press('+', 's'), true],
    ['Mod++', press('+', 'c'), true],
    ['Shift+F8', press('F8', 's'), true],
    ['F8', press('F8', 's'), false],
    ['Alt+ArrowUp', press('ArrowUp', 'a'), true],
    ['ArrowUp', press('ArrowUp', 'a'), false],
  ])('%s and %j match: %s', (keys, pressed, matches) => {
    expect(matchesKeys(keys, pressed, false)).toBe(matches);
  });

  test('mean ⌘ on machines of Apple', () => {
    expect(matchesKeys('Mod+K', press('k', 'm'), true)).toBe(true);
    expect(matchesKeys('Mod+K', press('k', 'c'), true)).toBe(false);
  });

  test.each([
    ['Shift+Mod+Z', 'Ctrl+Shift+Z', '⇧⌘Z'],
    ['Mod+Enter', 'Ctrl+↵', '⌘↵'],
    ['n', 'N', 'N'],
    ['Mod++', 'Ctrl++', '⌘+'],
  ])('%s reads %s, on machines of Apple %s', (keys, others, apple) => {
    expect(showKeys(keys, false)).toBe(others);
    expect(showKeys(keys, true)).toBe(apple);
  });
});
