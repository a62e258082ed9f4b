import { type Command, isSingleKey } from '../../../editor/index.ts';
import { componentMessages } from '../../../messages/components.ts';
import { settingsMessages } from '../../../messages/settings.ts';
import { WALK_KEYS } from '../../compare/walk-keys.ts';
import { SHORTCUTS } from '../../shell/shell-commands.ts';

/** A shortcut of one character, with the heading that it stands under. */
export interface SingleKeyCommand {
  readonly id: string;
  readonly label: string;
  readonly keys: readonly string[];
  readonly group: string;
  /** Where it counts; two that never count at the same time may have one character. */
  readonly where: 'everywhere' | 'compare' | 'canvas';
}

/** The shortcuts that could be meant when this one is. */
export const rivalsOf = (
  { where }: SingleKeyCommand,
  all: readonly SingleKeyCommand[],
): readonly SingleKeyCommand[] =>
  all.filter((other) => where === 'everywhere' || other.where === 'everywhere' || other.where === where);

/** All shortcuts of one character. The editor's rooms are fetched for it, which whoever comes here has seldom done yet. */
export const loadSingleKeyCommands = async (): Promise<readonly SingleKeyCommand[]> => {
  const [{ canvasCommands }, { runCommands }, { viewCommands }] = await Promise.all([
    import('../../../canvas/index.ts'),
    import('../../../executions/index.ts'),
    import('../../editor/view-commands.ts'),
  ]);
  const { groups } = settingsMessages.keyboard;
  const ofEditor = [...canvasCommands, ...runCommands, ...viewCommands].map(
    ({ id, label, keys = [], group }: Command) => ({
      id,
      label,
      keys,
      group: groups.editor(componentMessages.shortcuts.groups[group]),
      where: 'canvas' as const,
    }),
  );
  const others = [
    { ...SHORTCUTS, group: groups.everywhere, where: 'everywhere' as const },
    { ...WALK_KEYS.next, group: groups.compare, where: 'compare' as const },
    { ...WALK_KEYS.previous, group: groups.compare, where: 'compare' as const },
  ];
  return [...others, ...ofEditor].filter(({ keys }) => keys.some(isSingleKey));
};
