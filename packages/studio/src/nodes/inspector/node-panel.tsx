import { useSyncExternalStore } from 'react';
import type { NodeView } from '../../document/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { NodeFormProvider, useNodeForm } from '../editing/node-form.tsx';
import { formOf } from '../forms/index.ts';
import { InputsSection } from './inputs-section.tsx';
import { LastResult } from './last-result.tsx';
import { NodeHead } from './node-head.tsx';
import { OutputsSection } from './outputs-section.tsx';
import { UnknownForm } from './unknown-form.tsx';

/** One node: head, what is wrong beyond its fields, the form of its type, inputs, outputs and last result. */
export function NodePanel({ node }: { readonly node: NodeView }) {
  const form = formOf(node);
  return (
    <NodeFormProvider node={node}>
      <NodeHead />
      <ReadOnlyNote />
      <Unclaimed />
      <div className="sb-inspector-body">
        {form ? (
          <>
            {form.Before && <form.Before />}
            {form.inputs !== 'hidden' && <InputsSection {...(form.inputs && { options: form.inputs })} />}
            {form.After && <form.After />}
            {form.outputs !== 'hidden' && <OutputsSection {...(form.outputs && { options: form.outputs })} />}
          </>
        ) : (
          <UnknownForm />
        )}
        <LastResult />
      </div>
    </NodeFormProvider>
  );
}

function ReadOnlyNote() {
  const { readOnly } = useNodeForm();
  if (readOnly === undefined) return null;
  return (
    <p className="sb-inspector-note" role="note">
      {readOnly}
    </p>
  );
}

/** Problems of the node that belong to no field. */
function Unclaimed() {
  const { fields } = useNodeForm();
  const problems = useSyncExternalStore(fields.subscribe, fields.unclaimed);
  if (problems.length === 0) return null;
  return (
    <ul
      className="sb-inspector-problems"
      aria-label={words.problems}
      data-worst={problems.some(({ severity }) => severity === 'Error') ? 'Error' : 'Warning'}
    >
      {problems.map(({ key, severity, message }) => {
        const fix = fields.fixFor(message);
        return (
          <li key={key} data-severity={severity}>
            {message}{' '}
            {fix && (
              <button type="button" className="sb-link" onClick={() => fix.run()}>
                {fix.label}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
