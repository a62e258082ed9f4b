import Icon from '@cloudscape-design/components/icon';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router-dom';
import { useStore } from 'zustand';
import { useApi } from '../../api/index.ts';
import { KeyHints, keysOf, MenuButton, principalName } from '../../components/index.ts';
import { keyChoices, keysNow } from '../../editor/index.ts';
import { shellMessages } from '../../messages/shell.ts';
import { useOtherRegion } from '../sign-in/use-other-region.ts';
import { Mark } from './mark.tsx';
import { SHORTCUTS } from './shell-commands.ts';
import { useStudio } from './studio-context.ts';
import { chooseTheme, type ThemeChoice, themeChoice } from './theme.ts';

export interface TopBarProps {
  readonly isNavigationOpen: boolean;
  onNavigation(): void;
  onDialog(dialog: 'commands' | 'shortcuts'): void;
}

/** 40 px: where one is, the way to everything, what is running, and oneself. */
export function TopBar({ isNavigationOpen, onNavigation, onDialog }: TopBarProps) {
  const { region } = useApi();
  const { regions, navigation, home } = shellMessages;
  const goElsewhere = useOtherRegion();
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a header of the page is a landmark, and landmarks are named
    <header className="sb-top" aria-label={regions.top}>
      <div className="sb-top-start">
        <button
          type="button"
          className="sb-bar-button sb-top-menu"
          aria-label={isNavigationOpen ? navigation.close : navigation.open}
          title={isNavigationOpen ? navigation.close : navigation.open}
          aria-expanded={isNavigationOpen}
          onClick={onNavigation}
        >
          <Icon name="menu" />
        </button>
        <Link className="sb-top-home" to="/" aria-label={home}>
          <Mark />
          <span>Streambed</span>
        </Link>
        <MenuButton
          className="sb-top-region"
          align="start"
          label={shellMessages.region(region)}
          items={[
            {
              id: 'other-region',
              label: shellMessages.notFound.otherRegion,
              onSelect: () => void goElsewhere(),
            },
          ]}
        >
          {region}
          <Icon name="caret-down-filled" size="small" />
        </MenuButton>
      </div>
      <button
        type="button"
        className="sb-top-search"
        title={shellMessages.searchLabel}
        aria-haspopup="dialog"
        onClick={() => onDialog('commands')}
      >
        <Icon name="search" />
        <span className="sb-top-search-word">{shellMessages.search}</span>
        <KeyHints keys={keysOf(['Mod+K'])} />
      </button>
      <div className="sb-top-end">
        <Running />
        <HelpMenu onDialog={onDialog} />
        <ThemeMenu />
        <UserMenu />
      </div>
    </header>
  );
}

/** How many runs are going on: looked up every 10 s while the page is seen, and soon again while there are any. */
function Running() {
  const { streambed, region, principalArn } = useApi();
  const { data } = useQuery({
    queryKey: ['running', region, principalArn],
    queryFn: ({ signal }) => streambed.listRuns({ status: 'Running', maxResults: 100 }, { signal }),
    refetchInterval: ({ state }) => (state.data?.runSummaries.length ? 2_000 : 10_000),
  });
  const count = data?.runSummaries.length ?? 0;
  if (count === 0) return null;
  return (
    <Link
      className="sb-bar-button sb-top-running"
      data-active="true"
      to="/executions?f=status%3DRunning"
      title={shellMessages.running(count)}
    >
      <span className="sb-top-running-mark" aria-hidden="true" />
      {shellMessages.runningShort(count)}
    </Link>
  );
}

function HelpMenu({ onDialog }: Pick<TopBarProps, 'onDialog'>) {
  const navigate = useNavigate();
  const { help, shortcuts, about, commands } = shellMessages;
  useStore(keyChoices);
  const [keys] = keysNow(SHORTCUTS) ?? [];
  return (
    <MenuButton
      label={help}
      items={[
        {
          id: 'shortcuts',
          label: shortcuts,
          ...(keys !== undefined && { keys }),
          onSelect: () => onDialog('shortcuts'),
        },
        { id: 'welcome', label: commands.welcome, onSelect: () => void navigate('/welcome') },
        { id: 'about', label: about, onSelect: () => void navigate('/settings/about') },
      ]}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
          <circle cx="8" cy="8" r="6.25" />
          <path d="M6.2 6.3c.2-2.3 3.7-2.2 3.6 0 0 1.4-1.8 1.4-1.8 2.7m0 2.2v.1" />
        </g>
      </svg>
    </MenuButton>
  );
}

function ThemeMenu() {
  const { choice } = useStore(themeChoice);
  const { theme } = shellMessages;
  const item = (id: ThemeChoice) => ({
    id,
    label: theme[id],
    isChecked: choice === id,
    onSelect: () => chooseTheme(id),
  });
  return (
    <MenuButton label={theme.label} items={[item('system'), item('light'), item('dark')]}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" />
      </svg>
    </MenuButton>
  );
}

function UserMenu() {
  const { principalArn, accountId } = useApi();
  const { session } = useStudio();
  const navigate = useNavigate();
  const signOut = async () => {
    await session.signOut();
    await navigate('/sign-in');
  };
  return (
    <MenuButton
      label={principalName(principalArn)}
      heading={
        <>
          <div className="sb-mono">{principalArn}</div>
          <div>{shellMessages.account(accountId)}</div>
        </>
      }
      items={[{ id: 'sign-out', label: shellMessages.signOut, onSelect: () => void signOut() }]}
    >
      <Icon name="user-profile" />
      <span className="sb-top-user-name">{principalName(principalArn)}</span>
    </MenuButton>
  );
}
