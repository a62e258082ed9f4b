import {
  type ComponentType,
  createElement,
  type FunctionComponent,
  type ReactNode,
  useEffect,
  useState,
} from 'react';

/** What waiting between two tries depends on. Tests put their own in its place. */
export interface Patience {
  /** Resolves after so many ms, or when the browser says that there is a network again. */
  pause(milliseconds: number): Promise<void>;
  /** Whether the server answers at all: then a part that does not come is not there any more. */
  isServerThere(): Promise<boolean>;
  /** Fetches style sheets again that did not come; the bundler asks for each only once. */
  fetchStylesAgain(): Promise<void>;
}

/** Between two tries. Milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
/** Tries with a server that answers, after which the part is taken to be gone: another version is served now. */
const MOST_REFUSALS = 4;

/**
 * Loads a part of the program, again and again while the server is away: who edits goes on editing, and the part comes
 * when the server does. Rejects when the server is there and the part is not.
 */
export const persistently = async <Part>(
  load: () => Promise<Part>,
  patience: Patience = inBrowser,
): Promise<Part> => {
  let refusals = 0;
  for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, 2 * wait))
    try {
      return await load();
    } catch (error) {
      if ((await patience.isServerThere()) && ++refusals === MOST_REFUSALS) throw error;
      await patience.pause(wait);
      await patience.fetchStylesAgain();
    }
};

/** A component that is fetched when it is first shown, or when somebody thinks ahead. */
export interface LazyPart<Props> extends FunctionComponent<Props> {
  /** Fetches it; resolves when it is there. Rejects as `persistently` does, and may be asked again then. */
  fetch(): Promise<void>;
}

/**
 * A component that is fetched, see `persistently`; `waiting` stands in its place meanwhile. It does not suspend: what takes
 * the place of what suspended is held back by React for a third of a second.
 */
export const lazyPart = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode = null,
): LazyPart<Props> => {
  let there: ComponentType<Props> | undefined;
  let coming: Promise<void> | undefined;
  const fetchOnce = (): Promise<void> => {
    coming ??= persistently(load).then(
      (part) => {
        there = part;
      },
      (error: unknown) => {
        coming = undefined;
        throw error;
      },
    );
    return coming;
  };
  const Part = (props: Props) => {
    const [shown, setShown] = useState(() => ({ part: there, problem: undefined as unknown }));
    useEffect(() => {
      let isLeft = false;
      const show = (problem?: unknown) => {
        if (!isLeft) setShown({ part: there, problem });
      };
      if (!shown.part) fetchOnce().then(() => show(), show);
      return () => {
        isLeft = true;
      };
    }, [shown.part]);
    if (shown.problem !== undefined) throw shown.problem;
    return shown.part ? createElement(shown.part, props) : waiting;
  };
  return Object.assign(Part, { fetch: fetchOnce });
};

const missingStyles = new Set<HTMLLinkElement>();
globalThis.document?.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') missingStyles.add(target);
  },
  { capture: true },
);

const inBrowser: Patience = {
  pause: (milliseconds) =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        removeEventListener('online', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      addEventListener('online', done);
    }),
  isServerThere: () =>
    fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).then(
      () => true,
      () => false,
    ),
  async fetchStylesAgain() {
    await Promise.all(
      [...missingStyles].map(
        (missing) =>
          new Promise<void>((resolve) => {
            missingStyles.delete(missing);
            const again = missing.cloneNode() as HTMLLinkElement;
            // Should it fail again, it is noted as missing again.
            again.addEventListener('load', () => resolve());
            again.addEventListener('error', () => resolve());
            missing.replaceWith(again);
          }),
      ),
    );
  },
};
