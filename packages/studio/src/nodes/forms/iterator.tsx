import { dataTypeOf } from '@streambed/flow/definition';
import { formMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { useInputValues } from '../running/use-run.ts';
import type { NodeFormParts } from './form-parts.ts';

/** Runs what follows once per item. */
export const iterator = (): NodeFormParts => ({
  Before: IteratorForm,
  inputs: { title: words.iterator.input },
});

function IteratorForm() {
  const { node, readOnly, edit } = useNodeForm();
  const [array] = useInputValues(node);
  const items = Array.isArray(array?.value) ? array.value : undefined;
  const types = new Set(items?.slice(0, 1_000).map(dataTypeOf));
  const [learnt] = types;
  const declared = node.outputs.find(({ name }) => name === 'arrayItem')?.type;
  return (
    <div className="sb-note-lead">
      <p className="sb-side-note">{words.iterator.help}</p>
      {items && (
        <p className="sb-side-note">
          {items.length === 0
            ? words.iterator.empty
            : types.size > 1
              ? words.iterator.mixed(items.length, [...types].join(', '))
              : words.iterator.items(items.length, learnt!)}{' '}
          {types.size === 1 &&
            learnt !== undefined &&
            learnt !== 'Null' &&
            declared !== undefined &&
            learnt !== declared && (
              <ToolButton
                unavailable={readOnly}
                onClick={() =>
                  edit(words.iterator.step, (flow, id) =>
                    flow.changeOutput(id, 'arrayItem', { type: learnt }),
                  )
                }
              >
                {words.iterator.setItem(learnt)}
              </ToolButton>
            )}
        </p>
      )}
    </div>
  );
}
