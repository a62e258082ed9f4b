import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { typingOver } from '../../nodes/code/typing-over.ts';
import { completeJson } from './json-completion.ts';
import { helpAt, nodeAt, pathTo } from './json-help.ts';
import { readDefinitionText } from './json-text.ts';

const fromOutside = Annotation.define<boolean>();

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--sb-code-name)' },
  { tag: tags.string, color: 'var(--sb-code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--sb-code-value)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'transparent', color: 'var(--sb-text)' },
  '.cm-scroller': { fontFamily: 'var(--sb-mono)', lineHeight: '20px' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'var(--sb-text-secondary)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--sb-hover)' },
  '.cm-cursor': { borderLeftColor: 'var(--sb-text)' },
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--sb-selection)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--sb-panel)',
    color: 'var(--sb-text)',
    border: '1px solid var(--sb-divider)',
    borderRadius: '4px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--sb-selection)',
    color: 'var(--sb-text)',
  },
  '.sb-json-panel-hover': { padding: '4px 8px', fontFamily: 'var(--sb-mono)', fontSize: '12px' },
});

const help = hoverTooltip((view, pos) => {
  const node = nodeAt(view.state, pos);
  const named = node.name === 'PropertyName' ? node.parent?.lastChild : node;
  if (!named) return null;
  const path = pathTo(view.state, named);
  const found = path.length > 0 ? helpAt(path) : undefined;
  if (!found) return null;
  return {
    pos: node.from,
    end: node.to,
    create() {
      const dom = document.createElement('div');
      dom.className = 'sb-json-panel-hover';
      const values = found.values.length > 0 ? ` · ${found.values.join(' | ')}` : '';
      dom.textContent = `${path.filter((step) => typeof step === 'string').join('.')}: ${found.says}${values}`;
      return { dom };
    },
  };
});

export interface JsonEditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly label: string;
  readonly nonce: string | undefined;
  readonly readOnly: boolean;
  /** What the person typed, each time it changes. */
  onText(text: string): void;
  /** The path to where the cursor is now. */
  onCursor(path: readonly (string | number)[]): void;
}

export interface JsonEditor {
  /** Replaces the text from outside: only what differs, so that cursor and folds stay where they can. */
  show(text: string): void;
  text(): string;
  /** Scrolls to the place that the path leads to. */
  reveal(path: readonly (string | number)[]): void;
  /** The element that says whether the text can be read, and whether it cannot. */
  describe(by: string, isInvalid: boolean): void;
  hasFocus(): boolean;
  destroy(): void;
}

/** The smallest replacement that makes `after` of `before`. */
const difference = (before: string, after: string): { from: number; to: number; insert: string } => {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
};

const diagnosticsOf = (state: EditorState) => {
  const text = state.doc.toString();
  const read = readDefinitionText(text);
  if ('definition' in read) return [];
  const line = state.doc.line(Math.min(Math.max(read.line, 1), state.doc.lines));
  const from = Math.min(line.from + Math.max(read.column - 1, 0), line.to);
  return [
    { from, to: Math.min(from + 1, state.doc.length), severity: 'error' as const, message: read.message },
  ];
};

/** The editor of the JSON tab: CodeMirror with folding, completion and help from the wire model. */
export const openJsonEditor = (options: JsonEditorOptions): JsonEditor => {
  const attributes = new Compartment();
  const extensions: Extension = [
    ...(options.nonce === undefined ? [] : [EditorView.cspNonce.of(options.nonce)]),
    lineNumbers(),
    foldGutter(),
    codeFolding(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    json(),
    syntaxHighlighting(colours),
    autocompletion({ override: [completeJson] }),
    help,
    look,
    keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, indentWithTab]),
    typingOver,
    EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
    attributes.of([]),
    EditorState.readOnly.of(options.readOnly),
    EditorState.tabSize.of(2),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        const isOurs = update.transactions.some((transaction) => transaction.annotation(fromOutside));
        if (!isOurs) options.onText(update.state.doc.toString());
        queueMicrotask(() => view.dispatch(setDiagnostics(view.state, diagnosticsOf(view.state))));
      }
      if (update.selectionSet && view.hasFocus) {
        const { head } = update.state.selection.main;
        options.onCursor(pathTo(update.state, nodeAt(update.state, head)));
      }
    }),
  ];
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({ doc: options.text, extensions }),
  });
  view.dispatch(setDiagnostics(view.state, diagnosticsOf(view.state)));
  return {
    show(text) {
      const before = view.state.doc.toString();
      if (before === text) return;
      view.dispatch({ changes: difference(before, text), annotations: fromOutside.of(true) });
    },
    text: () => view.state.doc.toString(),
    reveal(path) {
      const position = positionOf(view.state, path);
      if (position !== undefined)
        view.dispatch({ effects: EditorView.scrollIntoView(position, { y: 'start', yMargin: 8 }) });
    },
    describe(by, isInvalid) {
      const given = { 'aria-describedby': by, 'aria-invalid': String(isInvalid) };
      view.dispatch({ effects: attributes.reconfigure(EditorView.contentAttributes.of(given)) });
    },
    hasFocus: () => view.hasFocus,
    destroy: () => view.destroy(),
  };
};

/** Where the value at the path begins. */
const positionOf = (state: EditorState, path: readonly (string | number)[]): number | undefined => {
  let at = nodeAt(state, 1);
  while (at.parent && at.name !== 'JsonText') at = at.parent;
  let value = at.firstChild;
  for (const step of path) {
    if (value === null) return undefined;
    if (typeof step === 'number') value = value.getChildren('Object')[step] ?? null;
    else {
      const property = value
        .getChildren('Property')
        .find((each) => state.sliceDoc(each.firstChild!.from, each.firstChild!.to) === JSON.stringify(step));
      value = property?.lastChild ?? null;
    }
  }
  return value?.from;
};
