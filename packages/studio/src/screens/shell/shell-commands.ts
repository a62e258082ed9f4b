import type { FlowSummary } from '@streambed/model/bedrock-agent';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { useNavigate } from 'react-router-dom';
import { type CommandBarItem, cycleRegions, useCommandSource } from '../../components/index.ts';
import { isTyping, keysNow, matchesKeys } from '../../editor/index.ts';
import { shellMessages } from '../../messages/shell.ts';
import { useStudio } from './studio-context.ts';
import { chooseTheme } from './theme.ts';

const { commands, commandBar } = shellMessages;

/** The one character that does something on every page. */
export const SHORTCUTS = { id: 'shortcuts', label: commands.shortcuts, keys: ['?'] };

/** What the command bar can do on every page: go places, open flows, switch the theme; and the keys that open it. */
export const useShellCommands = (open: (dialog: 'commands' | 'shortcuts') => void): void => {
  const navigate = useNavigate();
  const { session } = useStudio();
  const queryClient = useQueryClient();

  const source = useCallback((): readonly CommandBarItem[] => {
    const { go, view, flows, settings } = commandBar.groups;
    const to = (id: string, label: string, path: string, group: string = go): CommandBarItem => ({
      id,
      label,
      group,
      run: () => void navigate(path),
    });
    return [
      to('go-flows', commands.flows, '/flows'),
      to('go-prompts', commands.prompts, '/prompts'),
      to('go-executions', commands.executions, '/executions'),
      to('go-templates', commands.templates, '/templates'),
      to('go-welcome', commands.welcome, '/welcome'),
      to('create-flow', commands.createFlow, '/flows?create=blank', commandBar.groups.flow),
      to('settings-models', commands.models, '/settings/models', settings),
      to('settings-health', commands.health, '/settings/health', settings),
      to('settings-keyboard', commands.keyboard, '/settings/keyboard', settings),
      theme('light', commands.lightTheme, view),
      theme('dark', commands.darkTheme, view),
      theme('system', commands.systemTheme, view),
      {
        id: 'command-bar',
        label: commands.commandBar,
        group: view,
        keys: ['Mod+K'],
        run: () => open('commands'),
      },
      { ...SHORTCUTS, keys: keysNow(SHORTCUTS) ?? [], group: view, run: () => open('shortcuts') },
      {
        id: 'next-region',
        label: commands.nextRegion,
        group: view,
        keys: ['F6'],
        run: () => cycleRegions(1),
      },
      {
        id: 'previous-region',
        label: commands.previousRegion,
        group: view,
        keys: ['Shift+F6'],
        run: () => cycleRegions(-1),
      },
      ...knownFlows(queryClient.getQueriesData<unknown>({ queryKey: ['flows'] })).map(({ id, name }) => ({
        id: `flow-${id}`,
        label: name,
        group: flows,
        detail: id,
        run: () => void navigate(`/flows/${id}`),
      })),
      { id: 'sign-out', label: commands.signOut, group: go, run: () => session.signOut() },
    ];
  }, [navigate, open, queryClient, session]);
  useCommandSource(source);

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open], [role="dialog"]')) return;
      const dialog = matchesKeys('Mod+K', event)
        ? 'commands'
        : keysNow(SHORTCUTS)?.some((keys) => matchesKeys(keys, event)) && !isTyping(event.target)
          ? 'shortcuts'
          : undefined;
      if (dialog === undefined) return;
      event.preventDefault();
      open(dialog);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [open]);
};

const theme = (choice: 'light' | 'dark' | 'system', label: string, group: string): CommandBarItem => ({
  id: `theme-${choice}`,
  label,
  group,
  run: () => chooseTheme(choice),
});

/** Flows that a list has fetched already; whoever wants others goes to the list. */
const knownFlows = (answers: readonly (readonly [unknown, unknown])[]): readonly FlowSummary[] => {
  const flows = new Map<string, FlowSummary>();
  for (const [, data] of answers) {
    const pages = (data as { readonly pages?: readonly { readonly items: readonly FlowSummary[] }[] })?.pages;
    for (const flow of pages?.flatMap(({ items }) => items) ?? []) flows.set(flow.id, flow);
  }
  return [...flows.values()];
};
