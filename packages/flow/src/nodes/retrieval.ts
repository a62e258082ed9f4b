import type { JsonValue } from '@streambed/model';
import { dataTypeOf, isOfType } from '../definition/index.ts';
import {
  authorFault,
  dependencyFailed,
  type PortCall,
  type Ports,
  parseJsonText,
  type StoredObject,
  type Work,
  type WorkResult,
} from '../ports/index.ts';
import { withFailedAction } from './failed-action.ts';
import { type NodeType, required } from './node-type.ts';
import { traceText } from './trace-document.ts';
import { inputValue } from './work-input.ts';

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

/** The object's text for a String output; for any other declared type, its JSON (unconfirmed, nodes.md section 3). */
export async function retrieveObject(work: Work, ports: Ports, call: PortCall): Promise<WorkResult> {
  const bucket = work.configuration.retrieval?.serviceConfiguration?.s3?.bucketName ?? '';
  const key = String(inputValue(work, 'objectKey'));
  const uri = `s3://${bucket}/${key}`;
  const traced = { serviceName: 'S3', operationName: 'GetObject', operationRequest: { bucket, key } };
  let found: StoredObject;
  try {
    found = await ports.objects.getObject({ bucket, key }, call);
  } catch (error) {
    throw withFailedAction(error, ports, traced);
  }
  const at = ports.clock.now();
  const text = textOf(found.body, uri, work);
  return {
    outputs: { s3Content: contentOf(text, uri, work) },
    actions: [
      {
        at,
        ...traced,
        requestId: found.requestId,
        operationResponse: {
          contentLength: found.body.byteLength,
          ...(found.contentType !== undefined && { contentType: found.contentType }),
          ...(found.eTag !== undefined && { eTag: found.eTag }),
          body: traceText(text),
        },
      },
    ],
  };
}

/** Strict: a byte that is not UTF-8 would silently become another character. A byte order mark is dropped. */
function textOf(body: Uint8Array, uri: string, work: Work): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw dependencyFailed(
      uri,
      `Node ${work.nodeName} can only retrieve UTF-8 text, and ${uri} is something else; convert it to text first.`,
    );
  }
}

function contentOf(text: string, uri: string, work: Work): JsonValue {
  const declared = work.outputs.find(({ name }) => name === 's3Content')?.type ?? 'String';
  if (declared === 'String') return text;
  const wanted = `Node ${work.nodeName} declares its output s3Content as ${declared}`;
  let value: JsonValue;
  try {
    value = parseJsonText(text);
  } catch (error) {
    const found = error instanceof SyntaxError ? 'is text that is not JSON' : `${(error as Error).message}`;
    throw authorFault(`${wanted}, but ${uri} ${found}. Declare String to get the text as it is.`);
  }
  if (isOfType(value, declared)) return value;
  throw authorFault(
    `${wanted}, but the JSON in ${uri} is ${article(dataTypeOf(value))}. Declare the type that the object holds, or String for its text.`,
  );
}

const article = (type: string): string => `${/^[AO]/.test(type) ? 'an' : 'a'} ${type}`;
