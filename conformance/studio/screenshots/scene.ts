import type { Page } from 'playwright-core';
import type { Stage } from './stage.ts';

/** What a scene is given: a page in a context of its own, signed in unless the scene says otherwise. */
export interface Setting {
  readonly page: Page;
  readonly stage: Stage;
  /** Below 1200 px panels lie over the canvas, and begin closed. */
  readonly isNarrow: boolean;
  /** Done when the picture is taken: what the scene made is put away. */
  after(tidy: () => Promise<unknown>): void;
}

/** One of the pictures of studio.md section 7. */
export interface Scene {
  /** `S08` */
  readonly id: string;
  readonly title: string;
  /** Everybody's except that of signing in. */
  readonly isSignedOut?: boolean;
  /** Which of the stage's servers it is played on. */
  readonly on?: 'workshop' | 'library' | 'fresh';
  /** Shown at 320 px as well: screens without a canvas. */
  readonly reflows?: boolean;
  /** Complaints of the page that the scene itself brings about, such as a server that is gone. */
  readonly expects?: RegExp;
  /** More layout shift than usual, where what is shown comes as a notice that others make room for. */
  readonly mayShift?: number;
  /** Brings the page to where the picture is taken; resolves when all that it is about can be seen. */
  show(setting: Setting): Promise<void>;
}
