import { createStore } from 'zustand/vanilla';

/** Whether code is written in plain text areas instead of CodeMirror; some screen readers get along better with them. */
export interface TextChoice {
  readonly isPlain: boolean;
}

const KEY = 'streambed-plain-text';

const stored = (): boolean => {
  try {
    return globalThis.localStorage?.getItem(KEY) === 'yes';
  } catch {
    return false;
  }
};

export const textChoice = createStore<TextChoice>(() => ({ isPlain: stored() }));

/** Remembered on this device, where the browser keeps anything. */
export const choosePlainText = (isPlain: boolean): void => {
  textChoice.setState({ isPlain });
  try {
    if (isPlain) localStorage.setItem(KEY, 'yes');
    else localStorage.removeItem(KEY);
  } catch {
    // It holds until the page is left.
  }
};
