import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { JsonValue } from '@streambed/model';
import { useState } from 'react';
import { useApi } from '../../api/index.ts';
import { CopyButton, Modal } from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { Segmented } from '../controls/segmented.tsx';
import { SmallButton } from '../controls/small-button.tsx';
import { snippets } from './snippets.ts';
import './copy-as-code.css';
import '../data/run-data.css';

/** A button that shows the call that was just made, in several languages. */
export function CopyAsCode(props: {
  flowId: string;
  aliasId: string;
  input: JsonValue;
  inputNode?: string | undefined;
  inputOutput?: string | undefined;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <SmallButton onClick={() => setOpen(true)}>{words.copy.button}</SmallButton>
      {isOpen && <CodeModal {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function CodeModal({
  flowId,
  aliasId,
  input,
  inputNode,
  inputOutput,
  onClose,
}: Parameters<typeof CopyAsCode>[0] & { onClose(): void }) {
  const { endpoint, region } = useApi();
  const all = snippets({
    endpoint,
    region,
    flowId,
    aliasId,
    input,
    ...(inputNode !== undefined && { inputNode }),
    ...(inputOutput !== undefined && { inputOutput }),
  });
  const [label, setLabel] = useState(all[0]!.label);
  const shown = all.find((snippet) => snippet.label === label) ?? all[0]!;
  return (
    <Modal
      visible
      size="large"
      header={words.copy.title}
      closeAriaLabel={words.copy.close}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="link" onClick={onClose}>
            {words.copy.close}
          </Button>
        </Box>
      }
    >
      <div className="sb-snippet-code-head">
        <Segmented
          label={words.copy.language}
          options={all.map((snippet) => ({ id: snippet.label, label: snippet.label }))}
          value={label}
          onChange={setLabel}
        />
        <CopyButton text={shown.code} what={shown.label} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="sb-snippet-code" aria-label={shown.label} tabIndex={0}>
        <pre>{shown.code}</pre>
      </section>
      <p className="sb-data-note">
        {words.copy.secrets} {words.copy.cloud}
      </p>
    </Modal>
  );
}
