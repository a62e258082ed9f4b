import { afterEach, describe, expect, test } from 'vitest';
import type { Command } from './command.ts';
import {
  chooseKeys,
  isSingleKey,
  type KeyChoices,
  keysNow,
  readKeyChoices,
  takenBy,
  withChosenKeys,
  withKey,
} from './key-choices.ts';

const usual: KeyChoices = { singleKeys: true, byCommand: {} };
const tidy: Command = { id: 'tidy', label: 'Tidy', group: 'view', keys: ['L'], run: () => undefined };
const add: Command = { id: 'add', label: 'Add', group: 'edit', keys: ['N', 'Mod+J'], run: () => undefined };

afterEach(() => chooseKeys(() => usual));

test.each([
  ['N', true],
  ['?', true],
  ['+', true],
  ['Mod+K', false],
  ['Shift+ArrowUp', false],
  ['F8', false],
])('%j is a character alone: %s', (keys, expected) => {
  expect(isSingleKey(keys)).toBe(expected);
});

describe('a shortcut of one character', () => {
  test('is another one once it was chosen, and the usual one again', () => {
    const chosen = withKey(usual, add, 'B');
    expect(keysNow(add, chosen)).toEqual(['B', 'Mod+J']);
    expect(keysNow(tidy, chosen)).toEqual(['L']);
    expect(withKey(chosen, add, undefined)).toEqual(usual);
    expect(withKey(chosen, add, 'n')).toEqual(usual);
  });

  test('can be taken away, alone or with all others', () => {
    expect(keysNow(add, withKey(usual, add, 'none'))).toEqual(['Mod+J']);
    const none = { ...usual, singleKeys: false };
    expect([keysNow(tidy, none), keysNow(add, none)]).toEqual([[], ['Mod+J']]);
    // What was chosen waits until they are turned on again.
    expect(keysNow(tidy, { ...withKey(usual, tidy, 'Y'), singleKeys: false })).toEqual([]);
  });

  test('belongs to one command', () => {
    expect(takenBy('l', add, [add, tidy], usual)).toBe(tidy);
    expect(takenBy('n', add, [add, tidy], usual)).toBeUndefined();
    expect(takenBy('L', add, [add, tidy], withKey(usual, tidy, 'Y'))).toBeUndefined();
  });

  test('holds for commands that were made before it was chosen', () => {
    const made = withChosenKeys(tidy);
    expect(made.keys).toEqual(['L']);
    chooseKeys((now) => withKey(now, tidy, 'Y'));
    expect(made.keys).toEqual(['Y']);
  });
});

test.each([null, '', '[]', 'null', '{"byCommand":{"a":"N","b":["Mod+K"]}}'])(
  'what is stored may be %j',
  (text) => {
    expect(readKeyChoices(text)).toEqual(usual);
  },
);
