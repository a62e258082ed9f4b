import { useState } from 'react';
import { useEditor } from '../../editor/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { useNodeRun, useOutput } from '../running/use-run.ts';
import { ValueView } from '../values/value-view.tsx';
import { canRunAlone } from './node-actions.tsx';

/** What the node gave last, or what is pinned in its place. */
export function LastResult() {
  const { node } = useNodeForm();
  const editor = useEditor();
  const run = useNodeRun(node.id);
  const [chosen, setChosen] = useState<string>();
  const name = node.outputs.find((output) => output.name === chosen)?.name ?? node.outputs[0]?.name;
  const sample = useOutput(node.id, name ?? '');
  if (name === undefined) return null;
  return (
    <Section title={words.lastResult} summary={sample ? sample.type : words.noResult}>
      {node.outputs.length > 1 && (
        <fieldset className="sb-tools" aria-label={words.outputs}>
          {node.outputs.map((output) => (
            <ToolButton
              key={output.name}
              isPressed={output.name === name}
              onClick={() => setChosen(output.name)}
            >
              {output.name}
            </ToolButton>
          ))}
        </fieldset>
      )}
      {sample ? (
        <>
          <p className="sb-side-note">{words.origin[sample.origin]}</p>
          <ValueView value={sample.value} label={name} />
        </>
      ) : (
        <p className="sb-side-note">
          {run?.status === 'failed'
            ? words.noResultSinceFailed
            : canRunAlone(node.type)
              ? words.noResultYet
              : words.noResultOfFlowYet}
        </p>
      )}
      <div className="sb-tools">
        <ToolButton onClick={() => editor.showBottom('data')}>{words.openData}</ToolButton>
      </div>
    </Section>
  );
}
