import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ConnectionView } from '../../document/index.ts';
import { type FieldAddress, useDocument, useEditor } from '../../editor/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useFieldProblems } from '../editing/field-problems.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { branchChoices, connectionsFrom } from './connections.ts';

/** What leaves an output or a branch now. */
const useLeaving = (place: {
  readonly output?: string;
  readonly condition?: string;
}): readonly ConnectionView[] => {
  const { node } = useNodeForm();
  const { document } = useEditor();
  useDocument((snapshot) => snapshot.revision);
  return connectionsFrom(document.snapshot(), node, place);
};

/** Says that nothing is connected: the words of the place itself, in a warning's colour where that is a problem. */
function Nowhere({ address, says }: { readonly address: FieldAddress; readonly says: string }) {
  const { errors, warnings } = useFieldProblems(address, false, false);
  const [problem] = [...errors, ...warnings];
  return (
    <span
      className={`sb-source-none${problem === undefined ? '' : ' sb-source-lost'}`}
      {...(problem !== undefined && { title: problem })}
    >
      {says}
    </span>
  );
}

/** Where an output leads; each a way there. */
export function Targets({ place }: { readonly place: { readonly output: string } }) {
  const connections = useLeaving(place);
  return (
    <div className="sb-source" data-field={`output:${place.output}.target`}>
      <span className="sb-secondary">{words.to}</span>
      {connections.length === 0 && <Nowhere address={`output:${place.output}.target`} says={words.notUsed} />}
      {connections.map((connection) => (
        <TargetChip key={connection.id} connection={connection} />
      ))}
    </div>
  );
}

/** Where a branch leads, and a way to lead it elsewhere: a branch that leads nowhere ends the flow there. */
export function BranchTargets({ condition }: { readonly condition: string }) {
  const { readOnly, edit } = useNodeForm();
  const [isChoosing, setChoosing] = useState(false);
  const connections = useLeaving({ condition });
  if (isChoosing)
    return <BranchSelect condition={condition} connections={connections} onEnd={() => setChoosing(false)} />;
  return (
    <div className="sb-source" data-field={`condition:${condition}.target`}>
      <span className="sb-secondary">{words.to}</span>
      {connections.length === 0 && (
        <Nowhere address={`condition:${condition}.target`} says={words.branchNowhere} />
      )}
      {connections.map((connection) => (
        <span key={connection.id} className="sb-chip-pair">
          <TargetChip connection={connection} />
          {readOnly === undefined && (
            <ToolButton
              label={words.disconnectBranch(condition, connection.targetName)}
              onClick={() => edit(words.steps.branch(condition), (flow) => flow.disconnect([connection.id]))}
            >
              ×
            </ToolButton>
          )}
        </span>
      ))}
      {readOnly === undefined && (
        <ToolButton label={words.connectBranch(condition)} onClick={() => setChoosing(true)}>
          {words.connect}
        </ToolButton>
      )}
    </div>
  );
}

function TargetChip({
  connection: { target, targetName, targetInput },
}: {
  readonly connection: ConnectionView;
}) {
  const editor = useEditor();
  const name = useDocument(({ nodes }) => (target === undefined ? undefined : nodes.get(target)?.name));
  const label = `${name ?? targetName}${targetInput === undefined ? '' : `.${targetInput}`}`;
  return (
    <button
      type="button"
      className="sb-chip"
      title={words.goTo(label)}
      onClick={() => {
        if (target === undefined) return;
        editor.goTo({ node: target, ...(targetInput !== undefined && { field: `input:${targetInput}` }) });
      }}
    >
      {label}
    </button>
  );
}

/** The nodes that a branch can lead to; what cannot be says why. */
function BranchSelect({
  condition,
  connections,
  onEnd,
}: {
  readonly condition: string;
  readonly connections: readonly ConnectionView[];
  onEnd(): void;
}) {
  const { node, edit } = useNodeForm();
  const { document } = useEditor();
  const select = useRef<SelectProps.Ref>(null);
  useEffect(() => select.current?.focus(), []);
  const choices = useMemo(
    () => branchChoices(document.snapshot(), node, condition),
    [document, node, condition],
  );
  return (
    <Select
      ref={select}
      ariaLabel={words.connectBranch(condition)}
      placeholder={words.chooseNode}
      filteringType="auto"
      filteringPlaceholder={words.filterNodes}
      filteringAriaLabel={words.filterNodes}
      empty={words.noNodes}
      noMatch={words.noNodes}
      expandToViewport
      selectedOption={null}
      options={choices
        .filter((choice) => !connections.some(({ target }) => target === choice.node))
        .map(({ node: value, label, refused }) => ({
          value,
          label,
          ...(refused !== undefined && { disabled: true, disabledReason: refused }),
        }))}
      onBlur={onEnd}
      onChange={({ detail }) => {
        const { value } = detail.selectedOption;
        if (value !== undefined)
          edit(words.steps.branch(condition), (flow, id) =>
            flow.connectBranch({ node: id, condition }, value),
          );
        onEnd();
      }}
    />
  );
}
