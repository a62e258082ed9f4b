import { useCallback, useEffect, useRef, useState } from 'react';
import { Outlet, useLocation, useMatches, useNavigation } from 'react-router-dom';
import { useStore } from 'zustand';
import { CommandBar, ShortcutsDialog, Toasts, useRegionKeys } from '../../components/index.ts';
import { shellMessages } from '../../messages/shell.ts';
import { Navigation } from './navigation.tsx';
import { currentPage } from './page-title.ts';
import type { PageHandle } from './router.tsx';
import { ServerDown } from './server-down.tsx';
import { SessionOver } from './session-over.tsx';
import { useShellCommands } from './shell-commands.ts';
import { useStudio } from './studio-context.ts';
import { TopBar } from './top-bar.tsx';
import { useFocusOnArrival } from './use-focus-on-arrival.ts';
import './shell.css';

/** Below this width the navigation lies over the page, as it always does in the editor. */
const NARROW = '(max-width: 859px)';

const useMedia = (text: string): boolean => {
  const [matches, setMatches] = useState(() => matchMedia(text).matches);
  useEffect(() => {
    const query = matchMedia(text);
    const listen = () => setMatches(query.matches);
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, [text]);
  return matches;
};

/** Bar, navigation and the page: what is around everything once one is in. */
export function Shell() {
  const isEditor = useMatches().some(({ handle }) => (handle as PageHandle | undefined)?.isEditor);
  const isNarrow = useMedia(NARROW);
  const isOver = isEditor || isNarrow;
  const [isOpenBeside, setOpenBeside] = useState(true);
  const [isOpenOver, setOpenOver] = useState(false);
  const isOpen = isOver ? isOpenOver : isOpenBeside;
  const { isReachable } = useStore(useStudio().reachability.state);
  const { regions, skipToMain, skipToNavigation } = shellMessages;
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const isLoading = useNavigation().state === 'loading';

  const [dialog, setDialog] = useState<'commands' | 'shortcuts'>();
  const closeDialog = useCallback(() => setDialog(undefined), []);
  useRegionKeys();
  useFocusOnArrival(main);
  useShellCommands(setDialog);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is what closes it
  useEffect(() => setOpenOver(false), [pathname]);

  return (
    <div className="sb-shell">
      <button type="button" className="sb-skip" onClick={() => main.current?.focus()}>
        {skipToMain}
      </button>
      {isOpen && (
        <button
          type="button"
          className="sb-skip"
          onClick={() => document.querySelector<HTMLElement>('#navigation a')?.focus()}
        >
          {skipToNavigation}
        </button>
      )}
      <TopBar
        isNavigationOpen={isOpen}
        onNavigation={() => (isOver ? setOpenOver : setOpenBeside)(!isOpen)}
        onDialog={setDialog}
      />
      <div className="sb-notice">
        <ServerDown />
        <SessionOver />
      </div>
      {isOpen && <Navigation isOver={isOver} onClose={() => setOpenOver(false)} />}
      <main
        ref={main}
        id="main"
        tabIndex={-1}
        aria-label={regions.main}
        aria-busy={isLoading}
        className={`sb-main${isEditor ? ' sb-main-editor' : ''}${isReachable || isEditor ? '' : ' sb-main-stale'}`}
      >
        <Outlet />
      </main>
      <Arrival />
      <Toasts />
      {dialog === 'commands' && <CommandBar onClose={closeDialog} />}
      {dialog === 'shortcuts' && <ShortcutsDialog onClose={closeDialog} />}
    </div>
  );
}

/** Tells screen readers what page one has come to. */
function Arrival() {
  const { title } = useStore(currentPage);
  return (
    <div className="sb-visually-hidden" aria-live="polite" role="status">
      {title === '' ? '' : shellMessages.arrived(title)}
    </div>
  );
}
