import { createStore, del, get, keys, set } from 'idb-keyval';
import type { WorkingCopyStorage } from './working-copy.ts';

/** The browser's own database. Its functions reject where there is none. */
export const browserStorage = (): WorkingCopyStorage => {
  let store: ReturnType<typeof createStore> | undefined;
  const opened = () => (store ??= createStore('streambed-studio', 'working-copies'));
  return {
    get: async (key) => get(key, opened()),
    set: async (key, value) => set(key, value, opened()),
    delete: async (key) => del(key, opened()),
    keys: async () => keys<string>(opened()),
  };
};

/** One tab of a browser. */
export interface BrowserTab {
  /** The same after a reload; another one in a tab that was duplicated. */
  readonly id: string;
  /** undefined where the browser does not tell. */
  isAlive(tab: string): Promise<boolean | undefined>;
}

const TAB = 'streambed-tab';
const lockOf = (id: string): string => `${TAB}-${id}`;
let tab: BrowserTab | undefined;

/** The tab that this page lies in. */
export const browserTab = (): BrowserTab => {
  if (tab) return tab;
  const made = () => crypto.getRandomValues(new Uint32Array(3)).join('-');
  let id = made();
  try {
    id = sessionStorage.getItem(TAB) ?? id;
    // Away while the page lives, so that a duplicate of the tab does not take it along.
    const hide = () => sessionStorage.setItem(TAB, id);
    const take = () => sessionStorage.removeItem(TAB);
    take();
    addEventListener('pagehide', hide);
    addEventListener('pageshow', take);
  } catch {
    // No storage for this page: the copy is found by the next one as one that was left behind.
  }
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  void locks?.request(lockOf(id), () => new Promise(() => {})).catch(() => {});
  tab = {
    id,
    async isAlive(other) {
      const held = (await locks?.query())?.held;
      return held?.some(({ name }) => name === lockOf(other));
    },
  };
  return tab;
};
