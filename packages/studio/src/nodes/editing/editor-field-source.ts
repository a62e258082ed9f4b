import type { NodeId } from '../../document/index.ts';
import type { Editor, FieldAddress, Problem } from '../../editor/index.ts';
import { claims, type FieldSource } from './field-source.ts';

interface Claim {
  readonly field: FieldAddress;
  readonly covers: boolean;
}

/** The problems of one node of the open editor, and which of them no field shows. */
export interface EditorFieldSource extends FieldSource {
  /** Problems that no field has claimed: the form's head shows them. The same array until it changes. */
  unclaimed(): readonly Problem[];
}

export const createEditorFieldSource = (
  editor: Editor,
  node: NodeId,
  readOnly: string | undefined,
): EditorFieldSource => {
  type Own = Problem & { readonly field: FieldAddress | undefined };
  let of: readonly Problem[] | undefined;
  let own: readonly Own[] = [];
  let claimed: readonly Claim[] = [];
  let rest: readonly Problem[] | undefined;
  const listeners = new Set<() => void>();
  const problems = (): readonly Own[] => {
    const all = editor.state.getState().problems;
    if (all !== of) {
      of = all;
      rest = undefined;
      own = all
        .filter(({ address }) => address.node === node)
        .map((problem) => ({ ...problem, field: problem.address.field }));
    }
    return own;
  };
  const changeClaims = (next: readonly Claim[]) => {
    claimed = next;
    rest = undefined;
    for (const listener of listeners) listener();
  };
  return {
    readOnly,
    problems,
    subscribe(listener) {
      listeners.add(listener);
      const stop = editor.state.subscribe((now, before) => {
        if (now.problems !== before.problems) listener();
      });
      return () => {
        listeners.delete(listener);
        stop();
      };
    },
    fixFor(message) {
      if (readOnly !== undefined) return undefined;
      const fix = problems().find((problem) => problem.message === message)?.fix;
      return fix && { label: fix.label, run: () => fix.run(editor.document) };
    },
    claim(field, covers) {
      const claim = { field, covers };
      changeClaims([...claimed, claim]);
      return () => changeClaims(claimed.filter((each) => each !== claim));
    },
    unclaimed() {
      const now = problems();
      rest ??= now.filter(
        (problem) => !claimed.some(({ field, covers }) => claims(field, covers, problem.field)),
      );
      return rest;
    },
  };
};
