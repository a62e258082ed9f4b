import { diffDefinitions } from '@streambed/flow/diff';
import type { FlowNode } from '@streambed/model/bedrock-agent';
import { useMemo } from 'react';
import { promptMessages } from '../../messages/prompts.ts';
import { FieldDiff } from '../compare/field-diff.tsx';
import { type StoredPrompt, variantOf } from './queries.ts';

/** What differs between two states of a prompt, field by field. */
export function VariantDiff({
  before,
  after,
}: {
  readonly before: StoredPrompt;
  readonly after: StoredPrompt;
}) {
  const fields = useMemo(
    () => diffDefinitions({ nodes: [asNode(before)] }, { nodes: [asNode(after)] }).nodes[0]?.fields ?? [],
    [before, after],
  );
  if (fields.length === 0) return <p className="sb-flat">{promptMessages.versions.same}</p>;
  return (
    <div className="sb-change-body">
      {fields.map((field) => (
        <FieldDiff key={`${field.kind} ${field.path}`} field={field} />
      ))}
    </div>
  );
}

/** A prompt in the place where nodes have theirs, so that its fields are compared and called as those of nodes are. */
const asNode = (prompt: StoredPrompt): FlowNode => {
  const variant = variantOf(prompt);
  return {
    name: 'prompt',
    type: 'Prompt',
    configuration: {
      prompt: {
        sourceConfiguration: {
          inline: (variant ?? { templateType: 'TEXT', modelId: '', templateConfiguration: {} }) as never,
        },
      },
    },
  };
};
