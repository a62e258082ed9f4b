import { EditorView } from '@codemirror/view';

/**
 * Typing over selected text, done by the editor itself. Left to the browser, it writes the colour of what was there into
 * the line as a style, which the page's policy forbids and the console complains about. Composed input is the browser's.
 */
export const typingOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const text = event.data;
    if (event.inputType !== 'insertText' || text === null || empty || event.isComposing || view.composing)
      return false;
    if (view.state.readOnly) return false;
    const replaced = () =>
      view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true });
    // Brackets that close themselves, and whatever else has a say in what is typed.
    const handled = view.state
      .facet(EditorView.inputHandler)
      .some((handle) => handle(view, from, to, text, replaced));
    if (!handled) view.dispatch(replaced());
    event.preventDefault();
    return true;
  },
});
