import { type NodeType, required } from './node-type.ts';

/** Reads an object of UTF-8 text from a bucket. */
export const retrieval: NodeType = {
  type: 'Retrieval',
  configurationKey: 'retrieval',
  slots: () => ({
    inputs: [required('objectKey', 'String')],
    outputs: [required('s3Content', 'Any')],
  }),
  missingConfiguration: (node) =>
    node.configuration?.retrieval?.serviceConfiguration?.s3?.bucketName
      ? undefined
      : 'names no bucket; set serviceConfiguration.s3.bucketName to the bucket it shall read from.',
  lower: () => ({ kind: 'work' }),
};
