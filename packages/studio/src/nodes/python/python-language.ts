import { closeBrackets } from '@codemirror/autocomplete';
import { python, pythonLanguage } from '@codemirror/lang-python';
import { bracketMatching, indentOnInput, indentUnit, syntaxTree } from '@codemirror/language';
import { type EditorState, type Extension, RangeSet, StateField } from '@codemirror/state';
import { EditorView, GutterMarker, gutter } from '@codemirror/view';
import { resultRanges } from './result-lines.ts';

class ResultMarker extends GutterMarker {
  override toDOM(): Node {
    const band = document.createElement('div');
    band.className = 'cm-sb-result';
    return band;
  }
}
const marker = new ResultMarker();

/** The first positions of all lines that belong to a result. */
const lineStarts = (state: EditorState): readonly number[] => {
  const starts = new Set<number>();
  for (const { from, to } of resultRanges(syntaxTree(state)))
    for (let line = state.doc.lineAt(from); line.from <= to; line = state.doc.line(line.number + 1)) {
      starts.add(line.from);
      if (line.number === state.doc.lines) break;
    }
  return [...starts].sort((a, b) => a - b);
};

const bands = (state: EditorState): RangeSet<GutterMarker> =>
  RangeSet.of(lineStarts(state).map((from) => marker.range(from)));

const results = StateField.define<RangeSet<GutterMarker>>({
  create: bands,
  // The tree may grow without a change of the text.
  update: (value, transaction) =>
    transaction.docChanged || syntaxTree(transaction.state) !== syntaxTree(transaction.startState)
      ? bands(transaction.state)
      : value,
});

/** The lines, from 1, whose value is the result; works without an editor. */
export const resultLinesOf = (code: string): readonly number[] => {
  const lines = new Set<number>();
  const lineOf = (position: number) => code.slice(0, position).split('\n').length;
  for (const { from, to } of resultRanges(pythonLanguage.parser.parse(code)))
    for (let line = lineOf(from); line <= lineOf(to); line++) lines.add(line);
  return [...lines].sort((a, b) => a - b);
};

/** Python with its colours, four blanks, and a band beside the lines whose value is the result. */
export const pythonEditing = (): Extension => [
  python(),
  indentUnit.of('    '),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  results,
  gutter({
    class: 'cm-sb-result-gutter',
    markers: (view) => view.state.field(results),
  }),
  EditorView.contentAttributes.of({ autocapitalize: 'off' }),
];
