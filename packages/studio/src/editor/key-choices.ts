import { createStore } from 'zustand/vanilla';
import type { Command } from './command.ts';
import { parseKeys } from './keyboard.ts';

/** What a person chose for the shortcuts that are one character; WCAG 2.1.4 wants them to be turned off and changed. */
export interface KeyChoices {
  /** Whether a character alone does anything. */
  readonly singleKeys: boolean;
  /** Characters instead of the usual ones, by the id of the command; none takes the shortcut away. */
  readonly byCommand: Readonly<Record<string, readonly string[]>>;
}

type Keyed = Pick<Command, 'id' | 'keys'>;

const KEY = 'streambed-keys';
const USUAL: KeyChoices = { singleKeys: true, byCommand: {} };

/** One character without Ctrl, ⌘ or Alt: `N`, `?`, `[`. */
export const isSingleKey = (keys: string): boolean => {
  const { key, mod, alt, shift } = parseKeys(keys);
  return [...key].length === 1 && !mod && !alt && !shift;
};

/** Whatever was stored, as far as it can be read. */
export const readKeyChoices = (text: string | null): KeyChoices => {
  try {
    const kept = JSON.parse(text ?? '{}') as { singleKeys?: unknown; byCommand?: unknown } | null;
    const entries = Object.entries((kept?.byCommand ?? {}) as object).filter(
      (entry): entry is [string, string[]] =>
        Array.isArray(entry[1]) && entry[1].every((keys) => typeof keys === 'string' && isSingleKey(keys)),
    );
    return { singleKeys: kept?.singleKeys !== false, byCommand: Object.fromEntries(entries) };
  } catch {
    return USUAL;
  }
};

const stored = (): string | null => {
  try {
    return globalThis.localStorage?.getItem(KEY) ?? null;
  } catch {
    return null;
  }
};

export const keyChoices = createStore<KeyChoices>(() => readKeyChoices(stored()));

/** Remembered on this device, where the browser keeps anything. */
export const chooseKeys = (change: (choices: KeyChoices) => KeyChoices): void => {
  keyChoices.setState(change(keyChoices.getState()), true);
  try {
    localStorage.setItem(KEY, JSON.stringify(keyChoices.getState()));
  } catch {
    // It holds until the page is left.
  }
};

/** The command with another character, or with none; undefined brings back the usual one. */
export const withKey = (
  choices: KeyChoices,
  { id, keys = [] }: Keyed,
  chosen: string | undefined | 'none',
): KeyChoices => {
  const { [id]: _, ...others } = choices.byCommand;
  const isUsual = chosen === undefined || keys.some((usual) => sameKey(usual, chosen));
  return {
    ...choices,
    byCommand: isUsual ? others : { ...others, [id]: chosen === 'none' ? [] : [chosen] },
  };
};

const sameKey = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The keys that a command has now: characters as they were chosen, everything else as it is. */
export const keysNow = (
  { id, keys }: Keyed,
  choices = keyChoices.getState(),
): readonly string[] | undefined => {
  if (keys === undefined || (choices.singleKeys && choices.byCommand[id] === undefined)) return keys;
  const single = choices.singleKeys ? (choices.byCommand[id] ?? keys.filter(isSingleKey)) : [];
  return keys.some(isSingleKey) ? [...single, ...keys.filter((each) => !isSingleKey(each))] : keys;
};

/** Another command that has the character already. */
export const takenBy = <Item extends Keyed>(
  key: string,
  { id }: Keyed,
  commands: readonly Item[],
  choices = keyChoices.getState(),
): Item | undefined =>
  commands.find(
    (command) => command.id !== id && keysNow(command, choices)?.some((each) => sameKey(each, key)),
  );

/** The command as the keyboard, menus and lists are to see it: with the keys that hold at that moment. */
export const withChosenKeys = (command: Command): Command => {
  if (!command.keys?.some(isSingleKey)) return command;
  const usual = { id: command.id, keys: command.keys };
  return Object.defineProperty({ ...command }, 'keys', { enumerable: true, get: () => keysNow(usual) });
};
