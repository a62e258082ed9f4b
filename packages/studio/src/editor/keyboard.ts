import type { Command } from './command.ts';

/** Apple's keyboards have ⌘ where others have Ctrl. */
const isApple = (): boolean => /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

interface Keys {
  readonly key: string;
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** `Shift+Mod+Z` → its parts. A key that is itself written with Shift (`?`, `+`) needs no Shift in front. */
export const parseKeys = (text: string): Keys => {
  const parts = text.split('+').map((part) => part.trim());
  // `Mod++` ends in the key +.
  const key = parts.at(-1) === '' ? '+' : (parts.at(-1) ?? '');
  const modifiers = new Set(parts.slice(0, parts.at(-1) === '' ? -2 : -1));
  return { key, mod: modifiers.has('Mod'), shift: modifiers.has('Shift'), alt: modifiers.has('Alt') };
};

/** What of a keyboard event decides. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

export const matchesKeys = (text: string, press: KeyPress, apple = isApple()): boolean => {
  const { key, mod, shift, alt } = parseKeys(text);
  const pressedMod = apple ? press.metaKey : press.ctrlKey;
  const otherMod = apple ? press.ctrlKey : press.metaKey;
  if (pressedMod !== mod || otherMod || press.altKey !== alt) return false;
  const isLetter = /^[a-z]$/i.test(key);
  const isNamed = key.length > 1;
  if ((isLetter || isNamed) && press.shiftKey !== shift) return false;
  return press.key.toLowerCase() === key.toLowerCase();
};

const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
  ' ': 'Space',
};

/** As people read it: `⇧⌘Z` on Apple's machines, `Ctrl+Shift+Z` elsewhere. */
export const showKeys = (text: string, apple = isApple()): string => {
  const { key, mod, shift, alt } = parseKeys(text);
  const shown = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  if (apple) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${shown}`;
  return [mod && 'Ctrl', alt && 'Alt', shift && 'Shift', shown].filter(Boolean).join('+');
};

/** Where typing means text: keys without a modifier are not commands there. */
export const isTyping = (target: EventTarget | null): boolean => {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  if (target instanceof HTMLInputElement) return !/^(button|checkbox|radio|range|submit)$/.test(target.type);
  return target.closest('[role="listbox"], [role="menu"], [role="combobox"], [role="dialog"]') !== null;
};

/** Whether the canvas has the focus: it is the one element of the editor with the role of an application. */
export const isInCanvas = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="application"]') !== null;

/** The first command that the key press asks for, or undefined. Commands that cannot run now still match: they say why. */
export const commandFor = (commands: readonly Command[], event: KeyboardEvent): Command | undefined => {
  const typing = isTyping(event.target);
  const inCanvas = isInCanvas(event.target);
  return commands.find((command) =>
    command.keys?.some((keys) => {
      if (!matchesKeys(keys, event)) return false;
      if (command.where === 'canvas') return inCanvas && !typing;
      const { mod, key } = parseKeys(keys);
      return mod || /^F\d+$/.test(key) || !typing;
    }),
  );
};
