import { formMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Section } from '../fields/section.tsx';
import { BucketField } from './bucket-field.tsx';
import type { NodeFormParts } from './form-parts.ts';

/** Reads an object. */
export const retrieval = (): NodeFormParts => ({
  Before: RetrievalForm,
  outputs: { help: words.retrieval.outputHelp },
});

function RetrievalForm() {
  const { node } = useNodeForm();
  return (
    <Section
      title={words.bucket.title}
      summary={node.configuration.retrieval?.serviceConfiguration?.s3?.bucketName}
    >
      <BucketField of="retrieval" />
    </Section>
  );
}
