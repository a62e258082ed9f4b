import { showToast } from '../../components/index.ts';
import type { OpenEditor } from './open-editor.ts';

/** The dialog that lies over the editor. */
export type EditorDialog = 'publish' | 'export' | 'conflict' | undefined;

/** A version is made of what the server has, so what is here goes there first. */
export const publish = async (open: OpenEditor, show: (dialog: EditorDialog) => void): Promise<void> => {
  try {
    await open.save();
    show('publish');
  } catch (error) {
    showFailure(error);
  }
};

/** Says in passing why something did not come about. */
export const showFailure = (error: unknown): void => {
  showToast((error as Error).message, undefined, 'error');
};
