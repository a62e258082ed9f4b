import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { createStore } from 'zustand/vanilla';

/** What a person chose; `system` follows the machine. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'streambed-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

const read = (): ThemeChoice => {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
};

export const themeChoice = createStore<{ readonly choice: ThemeChoice }>(() => ({ choice: read() }));

const apply = () => {
  const { choice } = themeChoice.getState();
  const isDark = choice === 'dark' || (choice === 'system' && dark.matches);
  applyMode(isDark ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
};

/** Remembered on this device, where the browser keeps anything. */
export const chooseTheme = (choice: ThemeChoice): void => {
  themeChoice.setState({ choice });
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // It holds until the page is left.
  }
};

/** Before the first paint: compact density, and the colours that were chosen. */
export const startTheme = (): void => {
  applyDensity(Density.Compact);
  apply();
  themeChoice.subscribe(apply);
  dark.addEventListener('change', apply);
};
