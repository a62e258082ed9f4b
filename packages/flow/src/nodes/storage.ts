import { type NodeType, required } from './node-type.ts';

/** Writes an object to a bucket. */
export const storage: NodeType = {
  type: 'Storage',
  configurationKey: 'storage',
  slots: () => ({
    inputs: [required('content', 'Any'), required('objectKey', 'String')],
    outputs: [required('s3Uri', 'String')],
  }),
  missingConfiguration: (node) =>
    node.configuration?.storage?.serviceConfiguration?.s3?.bucketName
      ? undefined
      : 'names no bucket; set serviceConfiguration.s3.bucketName to the bucket it shall write to.',
  lower: () => ({ kind: 'work' }),
};
