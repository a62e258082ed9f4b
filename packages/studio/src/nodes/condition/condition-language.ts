import { autocompletion, type Completion, type CompletionContext } from '@codemirror/autocomplete';
import { StreamLanguage } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

const grammar = StreamLanguage.define({
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^(?:and|or|not)\b/)) return 'keyword';
    if (stream.match(/^(?:true|false)\b/)) return 'bool';
    if (stream.match(/^"(?:\\.|[^"\\])*"?/)) return 'string';
    if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number';
    if (stream.match(/^(?:[=!<>]=|[<>])/)) return 'keyword';
    if (stream.match(/^[A-Za-z]\w*/)) return 'propertyName';
    stream.next();
    return null;
  },
});

/** Colours, and the names of inputs and words of the grammar while one types. */
export const conditionLanguage = (
  inputs: () => readonly { readonly name: string; readonly type: string }[],
): Extension => {
  const complete = (context: CompletionContext) => {
    const word = context.matchBefore(/[A-Za-z]\w*$/);
    if (!word && !context.explicit) return null;
    const options: Completion[] = [
      ...inputs().map(({ name, type }) => ({ label: name, detail: type, boost: 1 })),
      ...['and', 'or', 'not', 'true', 'false'].map((label) => ({ label })),
    ];
    return { from: word?.from ?? context.pos, options, validFor: /^\w*$/ };
  };
  return [grammar, autocompletion({ override: [complete], icons: false })];
};
