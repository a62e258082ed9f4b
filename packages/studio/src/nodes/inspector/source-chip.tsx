import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ConnectionView } from '../../document/index.ts';
import { useEditor } from '../../editor/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { sourcesFor } from './connections.ts';

/** Where an input's value comes from: jump there, or take it from elsewhere. */
export function SourceChip({
  input,
  connection,
}: {
  readonly input: string;
  readonly connection: ConnectionView | undefined;
}) {
  const { readOnly, edit } = useNodeForm();
  const editor = useEditor();
  const [isChanging, setChanging] = useState(false);
  const snapshot = editor.document.snapshot();
  const source = connection?.source === undefined ? undefined : snapshot.nodes.get(connection.source);
  const from = connection && `${source?.name ?? connection.sourceName}.${connection.sourceOutput}`;
  if (isChanging)
    return <SourceSelect input={input} connection={connection} onEnd={() => setChanging(false)} />;
  return (
    <div className="sb-source">
      <span className="sb-secondary">{words.from}</span>
      {from === undefined ? (
        <span className="sb-source-none">{words.notConnected}</span>
      ) : (
        <button
          type="button"
          className="sb-chip"
          title={words.goTo(from)}
          onClick={() => {
            if (source) editor.goTo({ node: source.id });
          }}
        >
          {from}
        </button>
      )}
      {readOnly === undefined && (
        <ToolButton
          label={from === undefined ? words.connectInput(input) : words.changeSource(input)}
          onClick={() => setChanging(true)}
        >
          {from === undefined ? words.connect : words.change}
        </ToolButton>
      )}
      {readOnly === undefined && connection && (
        <ToolButton
          label={words.disconnectInput(input)}
          onClick={() => edit(words.steps.disconnect(input), (flow) => flow.disconnect([connection.id]))}
        >
          {words.disconnect}
        </ToolButton>
      )}
    </div>
  );
}

/** Opens the select that has the focus, as pressing on it does: Cloudscape has no word for it. */
const openFocused = () => {
  const trigger = globalThis.document.activeElement;
  if (trigger?.getAttribute('aria-expanded') === 'false')
    trigger.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, cancelable: true }));
};

/** Every output of the scope; what cannot be connected says why. Worked out when it is opened, since flows are large. */
function SourceSelect({
  input,
  connection,
  onEnd,
}: {
  readonly input: string;
  readonly connection: ConnectionView | undefined;
  onEnd(): void;
}) {
  const { node, edit } = useNodeForm();
  const { document } = useEditor();
  const select = useRef<SelectProps.Ref>(null);
  useEffect(() => {
    select.current?.focus();
    openFocused();
  }, []);
  const choices = useMemo(() => sourcesFor(document.snapshot(), node, input), [document, node, input]);
  const options = choices.map(({ node: source, output, label, refused, says }) => ({
    value: `${source} ${output}`,
    label,
    ...(refused === undefined ? { description: says } : { disabled: true, disabledReason: refused }),
  }));
  const current =
    options.find(({ value }) => value === `${connection?.source} ${connection?.sourceOutput}`) ?? null;
  return (
    <Select
      ref={select}
      ariaLabel={words.changeSource(input)}
      placeholder={words.chooseSource}
      filteringType="auto"
      filteringPlaceholder={words.filterSources}
      filteringAriaLabel={words.filterSources}
      empty={words.noSources}
      noMatch={words.noSources}
      expandToViewport
      selectedOption={current}
      options={options}
      onBlur={onEnd}
      onChange={({ detail }) => {
        const choice = choices.find(
          ({ node: source, output }) => `${source} ${output}` === detail.selectedOption.value,
        );
        if (choice)
          edit(words.steps.connect(input), (flow, id) =>
            flow.connect({ node: choice.node, output: choice.output }, { node: id, input }),
          );
        onEnd();
      }}
    />
  );
}
