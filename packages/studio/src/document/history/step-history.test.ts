import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFlowDocument, newFlowDefinition } from '../index.ts';
import { anyActs, openFullFlow, perform, stateOf } from '../test-support/random-edits.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 150);

const TEXT = ['prompt', 'sourceConfiguration', 'inline', 'templateConfiguration', 'text', 'text'];
const open = () => {
  const document = createFlowDocument({ definition: newFlowDefinition() });
  const prompt = [...document.snapshot().nodes.values()].find(({ type }) => type === 'Prompt')!;
  const read = () =>
    document.snapshot().nodes.get(prompt.id)!.configuration.prompt!.sourceConfiguration.inline!
      .templateConfiguration.text!.text;
  const write = (text: string) => document.edit('type', (edit) => edit.writeText(prompt.id, TEXT, text));
  return { document, read, write };
};

test('undo in a text takes away all of what came back in one piece and was parted since', () => {
  const { document, read, write } = open();
  const first = read();
  write('abc401');
  write('0');
  document.history.undo();
  expect(read()).toBe('abc401');
  write('abc466');
  document.history.undo();
  expect(read()).toBe('abc401');
  document.history.undo();
  expect(read()).toBe(first);
});

describe('undo and redo', () => {
  test('return to the same document, to the byte, over any edits', () => {
    fc.assert(
      fc.property(anyActs(['undo', 'redo', 'undo', 'redo']), (actions) => {
        const document = openFullFlow();
        /** The document after each step that can be undone or redone, and where it is now. */
        let states = [stateOf(document)];
        let at = 0;
        for (const act of actions) {
          if (act[0] === 'undo') {
            document.history.undo();
            at = Math.max(0, at - 1);
          } else if (act[0] === 'redo') {
            document.history.redo();
            at = Math.min(states.length - 1, at + 1);
          } else {
            const before = document.history.undoSteps.length;
            perform(document, act);
            if (document.history.undoSteps.length > before) {
              states = [...states.slice(0, ++at), stateOf(document)];
              // What it says is what a document that is opened from it says.
              const { definition } = { definition: document.definition() };
              expect(JSON.stringify(createFlowDocument({ definition }).definition())).toBe(
                JSON.stringify(definition),
              );
            }
          }
          expect(stateOf(document)).toBe(states[at]);
        }
        for (; at > 0; at--) {
          expect(stateOf(document)).toBe(states[at]);
          document.history.undo();
        }
        expect(stateOf(document)).toBe(states[0]);
        expect(document.history.undoSteps).toEqual([]);
        for (at = 1; at < states.length; at++) {
          document.history.redo();
          expect(stateOf(document)).toBe(states[at]);
        }
        expect(document.history.redoSteps).toEqual([]);
        document.destroy();
      }),
      { numRuns: RUNS },
    );
  });
});
