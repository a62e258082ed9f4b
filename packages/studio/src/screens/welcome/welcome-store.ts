/** What this browser remembers of the first steps. */
export interface WelcomeMemory {
  readonly isSkipped: boolean;
  readonly hasCopied: boolean;
}

const KEY = 'streambed-welcome';

export const readWelcome = (): WelcomeMemory => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<WelcomeMemory> | null;
    return { isSkipped: kept?.isSkipped === true, hasCopied: kept?.hasCopied === true };
  } catch {
    return { isSkipped: false, hasCopied: false };
  }
};

export const writeWelcome = (change: Partial<WelcomeMemory>): void => {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readWelcome(), ...change }));
  } catch {
    // It is shown again the next time.
  }
};
