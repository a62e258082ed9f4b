import type { Editor } from './editor.ts';

/**
 * What a person can do, as one value: menus, the command bar, the keyboard and the list of shortcuts all read it.
 * `keys` as in `Mod+K`, `Shift+F8`, `N`; Mod is ⌘ on Apple's machines, Ctrl elsewhere.
 */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly group: 'flow' | 'edit' | 'view' | 'run' | 'go';
  readonly keys?: readonly string[];
  /** Other words people look for it with. */
  readonly synonyms?: readonly string[];
  /** `canvas`: a plain letter works only while the canvas has the focus. */
  readonly where?: 'anywhere' | 'canvas';
  /** Why it cannot be done now; undefined when it can. */
  unavailable?(editor: Editor): string | undefined;
  run(editor: Editor): void | Promise<void>;
}
