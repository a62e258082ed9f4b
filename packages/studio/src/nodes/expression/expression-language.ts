import {
  autocompletion,
  type Completion,
  type CompletionContext,
  startCompletion,
} from '@codemirror/autocomplete';
import { StreamLanguage } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { type Member, memberPath } from './expression-preview.ts';

const grammar = StreamLanguage.define({
  token(stream) {
    if (stream.match('$.data')) return 'keyword';
    if (stream.match(/^\.[\p{L}\p{N}_-]+/u)) return 'propertyName';
    if (stream.match(/^(['"])(?:\\.|(?!\1).)*\1?/)) return 'string';
    if (stream.match(/^\d+/)) return 'number';
    if (stream.match(/^[*:,]/)) return 'keyword';
    stream.next();
    return null;
  },
});

export interface ExpressionSources {
  members(path: string): readonly Member[];
  /** Replaces the expression by a neighbour's; false when there is none. */
  walk(by: 1 | -1): boolean;
}

/** Colours, completion after `.` and `[`, Alt-↑ and Alt-↓ for siblings. */
export const expressionLanguage = (sources: ExpressionSources): Extension => {
  const complete = (context: CompletionContext) => {
    const before = context.state.sliceDoc(0, context.pos);
    const opened = /(\.|\[['"]?)([\p{L}\p{N}_-]*)$/u.exec(before);
    if (!opened || (before.length - opened[0].length < '$.data'.length && !context.explicit)) return null;
    const path = before.slice(0, opened.index);
    const from = opened.index;
    const options = sources.members(path).map(({ name, type, sample }, index): Completion => {
      const whole = memberPath(path, name);
      return {
        label: whole.slice(path.length),
        displayLabel: String(name),
        detail: `${type} ${sample}`,
        boost: -index / 100,
        apply: (view, _completion, start, end) => {
          const rest = view.state.sliceDoc(end);
          // A bracket that was opened by hand is closed by the member itself.
          const closing = /^['"]?\]/.exec(rest)?.[0].length ?? 0;
          const insert = whole.slice(path.length);
          view.dispatch({
            changes: { from: start, to: end + (opened[1]!.startsWith('[') ? closing : 0), insert },
            selection: { anchor: start + insert.length },
            userEvent: 'input.complete',
          });
        },
      };
    });
    if (options.length === 0) return null;
    if (opened[1] === '[' && options.every(({ label }) => label.startsWith('[')))
      options.unshift({ label: '[*]', detail: '', boost: 1 });
    return { from, options, validFor: /^[.[]['"]?[\p{L}\p{N}_-]*$/u };
  };
  return [
    grammar,
    autocompletion({ override: [complete], icons: false, activateOnTyping: true }),
    EditorView.inputHandler.of((view, _from, _to, text) => {
      // Typing of words opens the list by itself; these two are none.
      if (text === '.' || text === '[') queueMicrotask(() => startCompletion(view));
      return false;
    }),
    keymap.of([
      { key: 'Alt-ArrowUp', run: () => sources.walk(-1) },
      { key: 'Alt-ArrowDown', run: () => sources.walk(1) },
    ]),
  ];
};
