import type { ObjectStorePort, PortCall, Ports, Work, WorkResult } from '../ports/index.ts';
import { withFailedAction } from './failed-action.ts';
import { type NodeType, required } from './node-type.ts';
import { traceText } from './trace-document.ts';
import { inputValue } from './work-input.ts';

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

/** Text is stored as it is, everything else as JSON text (unconfirmed, nodes.md section 3). */
export async function storeObject(work: Work, ports: Ports, call: PortCall): Promise<WorkResult> {
  const bucket = work.configuration.storage?.serviceConfiguration?.s3?.bucketName ?? '';
  const key = String(inputValue(work, 'objectKey'));
  const content = inputValue(work, 'content');
  const [text, contentType] =
    typeof content === 'string' ? [content, 'text/plain'] : [JSON.stringify(content), 'application/json'];
  const body = new TextEncoder().encode(text);
  const traced = {
    serviceName: 'S3',
    operationName: 'PutObject',
    operationRequest: { bucket, key, contentType, contentLength: body.byteLength, body: traceText(text) },
  };
  let stored: Awaited<ReturnType<ObjectStorePort['putObject']>>;
  try {
    stored = await ports.objects.putObject({ bucket, key, body, contentType }, call);
  } catch (error) {
    throw withFailedAction(error, ports, traced);
  }
  const { eTag, requestId } = stored;
  return {
    outputs: { s3Uri: `s3://${bucket}/${key}` },
    actions: [{ at: ports.clock.now(), ...traced, requestId, operationResponse: { eTag } }],
  };
}
