import { useEffect, useId } from 'react';
import { createStore } from 'zustand/vanilla';
import { type Command, type Editor, showKeys } from '../../editor/index.ts';
import { componentMessages } from '../../messages/components.ts';

/** One thing that the command bar finds. */
export interface CommandBarItem {
  readonly id: string;
  readonly label: string;
  /** Heading that it stands under: `Flows`, `Nodes`, `Go to`. */
  readonly group: string;
  readonly detail?: string;
  /** As in `Mod+K`. */
  readonly keys?: readonly string[];
  /** A plain letter counts only on the canvas; the list of shortcuts says so. */
  readonly where?: 'anywhere' | 'canvas';
  readonly synonyms?: readonly string[];
  readonly unavailable?: string | undefined;
  run(): void | Promise<void>;
}

/** What brings items: asked when the bar opens, so that what it says is how things are then. */
export type CommandSource = () => readonly CommandBarItem[];

/** What makes items out of the words themselves, as they stand: `add prompt after Classify`. */
export type WordSource = (typed: string) => readonly CommandBarItem[];

export const commandSources = createStore<{
  readonly sources: ReadonlyMap<string, CommandSource>;
  readonly wordSources: ReadonlySet<WordSource>;
}>(() => ({ sources: new Map(), wordSources: new Set() }));

/** Adds a page's commands to the command bar and the list of shortcuts while the page is open; keep `source` stable. */
export const useCommandSource = (source: CommandSource): void => {
  const id = useId();
  useEffect(() => {
    commandSources.setState(({ sources }) => ({ sources: new Map([...sources, [id, source]]) }));
    return () =>
      commandSources.setState(({ sources }) => ({
        sources: new Map([...sources].filter(([key]) => key !== id)),
      }));
  }, [id, source]);
};

/** Adds what a page makes of the words that are typed, while the page is open; keep `source` stable. */
export const useWordSource = (source: WordSource): void => {
  useEffect(() => {
    commandSources.setState(({ wordSources }) => ({ wordSources: new Set([...wordSources, source]) }));
    return () =>
      commandSources.setState(({ wordSources }) => ({
        wordSources: new Set([...wordSources].filter((each) => each !== source)),
      }));
  }, [source]);
};

export const wordedItems = (typed: string): readonly CommandBarItem[] =>
  [...commandSources.getState().wordSources].flatMap((source) => source(typed));

export const commandItems = (): readonly CommandBarItem[] =>
  [...commandSources.getState().sources.values()].flatMap((source) => source());

/** An editor's commands as items of the bar. */
export const editorCommandItems = (
  editor: Editor,
  commands: readonly Command[] = editor.commands,
): readonly CommandBarItem[] =>
  commands.map((command) => ({
    id: command.id,
    label: command.label,
    group: componentMessages.shortcuts.groups[command.group],
    ...(command.keys && { keys: command.keys }),
    ...(command.where && { where: command.where }),
    ...(command.synonyms && { synonyms: command.synonyms }),
    unavailable: command.unavailable?.(editor),
    run: () => command.run(editor),
  }));

/** `⌘K`, `⇧⌘Z`: each way to press it. */
export const keysOf = (keys: readonly string[] | undefined): readonly string[] =>
  (keys ?? []).map((each) => showKeys(each));
