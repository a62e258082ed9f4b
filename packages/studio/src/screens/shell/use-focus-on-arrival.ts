import { type RefObject, useEffect, useRef } from 'react';
import { useLocation, useMatches } from 'react-router-dom';
import type { PageHandle } from './router.tsx';

/**
 * Takes the focus along where another address takes away what had it: to the tab that one has come to, where a tab led
 * here, and else to the page. What stays keeps the focus, and pages that give it to a part of their own do so themselves.
 */
export const useFocusOnArrival = (main: RefObject<HTMLElement | null>): void => {
  const { pathname } = useLocation();
  const takesFocus = useMatches().some(({ handle }) => (handle as PageHandle | undefined)?.takesFocus);
  const last = useRef<Element>(null);
  const here = useRef(pathname);
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      last.current = target as Element;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  useEffect(() => {
    if (here.current === pathname) return;
    here.current = pathname;
    if (takesFocus || document.activeElement !== document.body) return;
    const tab =
      last.current?.closest('nav') && main.current?.querySelector<HTMLElement>('nav a[aria-current="page"]');
    (tab ?? main.current)?.focus({ preventScroll: true });
  }, [pathname, takesFocus, main]);
};
