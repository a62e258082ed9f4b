import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useState } from 'react';
import { useApi } from '../../api/index.ts';
import { CopyButton } from '../../components/index.ts';
import { snippets } from '../../executions/copy-as-code/snippets.ts';
import { versionMessages } from '../../messages/versions.ts';
import type { SampleInput } from './sample-input.ts';
import './versions.css';

const words = versionMessages.snippets;

export interface SnippetsPanelProps {
  readonly flowId: string;
  readonly aliasId: string;
  readonly input: SampleInput;
}

/** The call of an alias in several languages, each ready to be copied. */
export function SnippetsPanel({ flowId, aliasId, input }: SnippetsPanelProps) {
  const { endpoint, region } = useApi();
  const all = snippets({
    endpoint,
    region,
    flowId,
    aliasId,
    input: input.document,
    inputNode: input.node,
    inputOutput: input.output,
  });
  const [chosen, setChosen] = useState('Python (boto3)');
  const shown = all.find(({ label }) => label === chosen) ?? all[0]!;
  return (
    <div className="sb-snippets">
      <div className="sb-snippets-head">
        <SegmentedControl
          label={words.language}
          selectedId={shown.label}
          options={all.map(({ label }) => ({ id: label, text: label }))}
          onChange={({ detail }) => setChosen(detail.selectedId)}
        />
        <CopyButton text={shown.code} what={`${shown.label} ${words.copy}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="sb-snippet" aria-label={shown.label} tabIndex={0}>
        <pre>{shown.code}</pre>
      </section>
      <p className="sb-secondary sb-flat">{words.help}</p>
    </div>
  );
}
