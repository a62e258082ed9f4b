import {
  autocompletion,
  type Completion,
  type CompletionContext,
  closeBrackets,
  startCompletion,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  hoverTooltip,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { VARIABLE } from './template-parts.ts';

/** A variable that can be written, and what writing it brings about beyond the text. */
export interface VariableOffer {
  readonly name: string;
  readonly detail: string;
  /** After its braces stand in the text. */
  use?(): void;
}

export interface TemplateSources {
  offers(): readonly VariableOffer[];
  /** What the variable holds now, in a line; undefined when nothing is known. */
  valueOf(name: string): string | undefined;
}

const chips = (): Extension => {
  const matcher = new MatchDecorator({
    regexp: new RegExp(VARIABLE.source, 'g'),
    decoration: Decoration.mark({ class: 'cm-sb-variable' }),
  });
  return ViewPlugin.define(
    (view) => ({
      chips: matcher.createDeco(view),
      update(update: ViewUpdate) {
        this.chips = matcher.updateDeco(update, this.chips);
      },
    }),
    { decorations: ({ chips: marks }) => marks },
  );
};

/** Variables as chips with their value on hover, and completion after `{{`. */
export const templateLanguage = (sources: TemplateSources): Extension => {
  const complete = (context: CompletionContext) => {
    const opened = context.matchBefore(/\{\{[ ]*[0-9A-Za-z_-]*$/);
    if (!opened) return null;
    const options = sources.offers().map(
      ({ name, detail, use }, index): Completion => ({
        label: `{{${name}}}`,
        displayLabel: name,
        detail,
        boost: -index / 100,
        apply(view, _completion, from, to) {
          const closing = /^\s*\}{1,2}/.exec(view.state.sliceDoc(to, to + 8))?.[0].length ?? 0;
          const insert = `{{${name}}}`;
          view.dispatch({
            changes: { from, to: to + closing, insert },
            selection: { anchor: from + insert.length },
            userEvent: 'input.complete',
          });
          use?.();
        },
      }),
    );
    return options.length === 0 ? null : { from: opened.from, options, validFor: /^\{\{[ ]*[0-9A-Za-z_-]*$/ };
  };
  const hover = hoverTooltip((view, position) => {
    const line = view.state.doc.lineAt(position);
    for (const match of line.text.matchAll(VARIABLE)) {
      const from = line.from + match.index;
      const to = from + match[0].length;
      if (position < from || position > to) continue;
      const says = sources.valueOf(match[1]!);
      if (says === undefined) return null;
      return {
        pos: from,
        end: to,
        above: true,
        create() {
          const dom = document.createElement('div');
          dom.className = 'cm-tooltip-lint';
          dom.textContent = says;
          return { dom };
        },
      };
    }
    return null;
  });
  return [
    chips(),
    hover,
    closeBrackets(),
    autocompletion({ override: [complete], icons: false }),
    EditorView.updateListener.of((update) => {
      // The list opens by itself for words; for the second brace it is asked.
      if (
        !update.docChanged ||
        !update.transactions.some((transaction) => transaction.isUserEvent('input.type'))
      )
        return;
      const { head } = update.state.selection.main;
      if (update.state.sliceDoc(head - 2, head) === '{{') queueMicrotask(() => startCompletion(update.view));
    }),
  ];
};
