export { CommandBar } from './command-bar.tsx';
export {
  type CommandBarItem,
  type CommandSource,
  editorCommandItems,
  keysOf,
  useCommandSource,
  useWordSource,
} from './command-sources.ts';
export { type Findable, fuzzyFind, fuzzyScore } from './fuzzy.ts';
export { ShortcutsDialog } from './shortcuts-dialog.tsx';
