import { formMessages as words } from '../../messages/nodes.ts';
import { limitsOf } from '../editing/limits.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { ResourceIdField } from '../resources/resource-id-field.tsx';
import { isUnset } from './unset.ts';

const LIMITS = {
  retrieval: limitsOf('RetrievalFlowNodeS3Configuration', 'bucketName'),
  storage: limitsOf('StorageFlowNodeS3Configuration', 'bucketName'),
};

/** The bucket that the node reads from or writes to. */
export function BucketField({ of }: { readonly of: 'retrieval' | 'storage' }) {
  const { node, configure } = useNodeForm();
  const bucket = node.configuration[of]?.serviceConfiguration?.s3?.bucketName ?? '';
  return (
    <ResourceIdField
      address={`configuration.${of}.serviceConfiguration.s3.bucketName`}
      label={words.bucket.label}
      help={of === 'retrieval' ? words.bucket.readHelp : words.bucket.writeHelp}
      example="in-bucket"
      value={bucket}
      isUnset={isUnset(bucket)}
      limits={LIMITS[of]}
      patternError={words.bucket.pattern}
      service={words.services.buckets}
      onChange={(value) =>
        configure(words.bucket.step, [of, 'serviceConfiguration', 's3', 'bucketName'], value)
      }
    />
  );
}
