import { completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  keymap,
  lineNumbers as lineNumberGutter,
  placeholder as placeholderText,
  tooltips,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { typingOver } from './typing-over.ts';

/** A mistake in the text; positions in UTF-16 units. */
export interface CodeDiagnostic {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

export interface CodeViewOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly selection: readonly [from: number, to: number];
  readonly extension: Extension;
  readonly singleLine: boolean;
  readonly lineNumbers: boolean;
  readonly tabIndents: boolean;
  readonly placeholder: string | undefined;
  /** What the person typed, with where the cursor is. */
  onText(text: string, cursor: number): void;
}

/** An open CodeMirror, as CodeField uses it. */
export interface CodeView {
  /** Replaces the text from outside; only what differs, so that the cursor stays. */
  show(text: string): void;
  setDiagnostics(diagnostics: readonly CodeDiagnostic[]): void;
  setAttributes(attributes: Readonly<Record<string, string>>): void;
  insert(text: string): void;
  /** Puts the cursor there and scrolls to it. */
  startAt(position: number): void;
  focus(): void;
  destroy(): void;
}

const fromOutside = Annotation.define<boolean>();

const colours = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.controlKeyword],
    color: 'var(--sb-family-logic-ink)',
  },
  { tag: [tags.propertyName, tags.function(tags.variableName)], color: 'var(--sb-code-name)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--sb-code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--sb-code-value)' },
  { tag: tags.comment, color: 'var(--sb-inactive)', fontStyle: 'italic' },
]);

/** One line stays one line, also when several are pasted. */
const oneLine = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
  const text = transaction.newDoc
    .toString()
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  return [
    {
      changes: { from: 0, to: transaction.startState.doc.length, insert: text },
      selection: { anchor: text.length },
      userEvent: 'input.paste',
    },
  ];
});

const nonce = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content || undefined;

/** The smallest replacement that makes `after` of `before`. */
const difference = (before: string, after: string): { from: number; to: number; insert: string } => {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
};

/** Opens an editor in the element. Undo within the field is CodeMirror's; the flow's own takes whole steps. */
export const openCodeView = (options: CodeViewOptions): CodeView => {
  const attributes = new Compartment();
  const styleNonce = nonce();
  const extensions: Extension = [
    ...(styleNonce === undefined ? [] : [EditorView.cspNonce.of(styleNonce)]),
    ...(options.singleLine ? [oneLine, Prec.low(keymap.of([{ key: 'Enter', run: () => true }]))] : []),
    ...(options.lineNumbers ? [] : [EditorView.lineWrapping]),
    ...(options.lineNumbers ? [lineNumberGutter()] : []),
    ...(options.placeholder === undefined ? [] : [placeholderText(options.placeholder)]),
    typingOver,
    history(),
    drawSelection(),
    syntaxHighlighting(colours),
    // Panels scroll and clip; what floats above the text must not be cut.
    tooltips({ position: 'fixed' }),
    options.extension,
    keymap.of([
      ...completionKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      ...(options.tabIndents ? [indentWithTab] : []),
    ]),
    attributes.of([]),
    EditorState.tabSize.of(4),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      if (update.transactions.some((transaction) => transaction.annotation(fromOutside))) return;
      options.onText(update.state.doc.toString(), update.state.selection.main.head);
    }),
  ];
  const clamp = (position: number) => Math.min(position, options.text.length);
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.text,
      selection: { anchor: clamp(options.selection[0]), head: clamp(options.selection[1]) },
      extensions,
    }),
  });
  return {
    show(text) {
      const before = view.state.doc.toString();
      if (before === text) return;
      view.dispatch({ changes: difference(before, text), annotations: fromOutside.of(true) });
    },
    setDiagnostics(diagnostics) {
      const { length } = view.state.doc;
      view.dispatch(
        setDiagnostics(
          view.state,
          diagnostics.map(
            ({ from, to, message }): Diagnostic => ({
              from: Math.min(from, length),
              to: Math.min(Math.max(to, from), length),
              message,
              severity: 'error',
            }),
          ),
        ),
      );
    },
    setAttributes(given) {
      view.dispatch({
        effects: attributes.reconfigure(EditorView.contentAttributes.of({ tabindex: '0', ...given })),
      });
    },
    insert(text) {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    startAt(position) {
      const anchor = Math.min(position, view.state.doc.length);
      view.dispatch({ selection: { anchor }, scrollIntoView: true });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
};
