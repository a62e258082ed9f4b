import { formMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import type { NodeFormParts } from './form-parts.ts';

/** What callers get, under the node's name. */
export const output = (): NodeFormParts => ({
  Before: OutputForm,
  inputs: { title: words.output.input },
});

function OutputForm() {
  const { node } = useNodeForm();
  return <p className="sb-side-note sb-note-lead">{words.output.help(node.name)}</p>;
}
