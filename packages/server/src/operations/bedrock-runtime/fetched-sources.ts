import type { ServiceCall } from '@streambed/flow/ports';
import type {
  ContentBlock,
  Message,
  S3Location,
  ToolResultContentBlock,
} from '@streambed/model/bedrock-runtime';
import { validationException } from '../../protocol/index.ts';
import type { OperationContext } from '../operation.ts';
import { asSourceException } from './model-exceptions.ts';

/** What the objects of one request may weigh together, bytes: as much as a request may carry by itself. */
const MAX_SOURCE_BYTES = 25_000_000;
/** And how many they may be. */
const MAX_SOURCES = 100;

type Context = Pick<OperationContext, 'hold'> & {
  readonly ports: Pick<OperationContext['ports'], 'objects'>;
};

/** Blocks whose source may be an object. */
const MEDIA = ['image', 'document', 'video', 'audio'] as const;

/**
 * Images, documents, video and audio that lie in a bucket, read and put into their place as bytes, also inside tool
 * results; the same messages where there are none. One after the other, so that what is too much is noticed early.
 * Throws ValidationException for an object that is not there or too large, ServiceUnavailableException when the server
 * holds too much already (a request of a few bytes can name megabytes), and what `asSourceException` says.
 */
export const withFetchedSources = async (
  messages: readonly Message[],
  context: Context,
  call: ServiceCall,
): Promise<Message[]> => {
  const reader = createReader(context, call);
  const fetched: Message[] = [];
  for (const [at, message] of messages.entries()) {
    const place = `messages.${at}.content`;
    if (!message.content.some(namesObject)) fetched.push(message);
    else {
      const content: ContentBlock[] = [];
      for (const [index, block] of message.content.entries())
        content.push(await withBytes(block, `${place}.${index}`, reader));
      fetched.push({ ...message, content });
    }
  }
  return fetched;
};

type Reader = (location: S3Location, where: string) => Promise<Uint8Array>;
type Block = ContentBlock & ToolResultContentBlock;

const namesObject = (block: ContentBlock | ToolResultContentBlock): boolean =>
  locationOf(block) !== undefined || ((block as ContentBlock).toolResult?.content.some(namesObject) ?? false);

const locationOf = (block: ContentBlock | ToolResultContentBlock): S3Location | undefined => {
  for (const name of MEDIA) {
    const media = (block as Block)[name];
    if (media !== undefined) return media.source.s3Location;
  }
  return undefined;
};

const withBytes = async <Any extends ContentBlock | ToolResultContentBlock>(
  block: Any,
  where: string,
  read: Reader,
): Promise<Any> => {
  const { toolResult } = block as ContentBlock;
  if (toolResult !== undefined) {
    const content: ToolResultContentBlock[] = [];
    for (const [index, part] of toolResult.content.entries())
      content.push(await withBytes(part, `${where}.toolResult.content.${index}`, read));
    return { ...block, toolResult: { ...toolResult, content } };
  }
  const location = locationOf(block);
  const name = MEDIA.find((each) => (block as Block)[each] !== undefined);
  if (location === undefined || name === undefined) return block;
  const bytes = await read(location, `${where}.${name}`);
  return { ...block, [name]: { ...(block as Block)[name], source: { bytes } } };
};

const createReader = (context: Context, call: ServiceCall): Reader => {
  let left = MAX_SOURCE_BYTES;
  let count = 0;
  return async ({ uri }, where) => {
    if (++count > MAX_SOURCES)
      throw validationException(`The messages name more than ${MAX_SOURCES} objects. Send fewer at a time.`);
    const slash = uri.indexOf('/', 's3://'.length);
    const key = slash < 0 ? '' : uri.slice(slash + 1);
    if (key === '')
      throw validationException(
        `The uri at ${where} names a bucket and no object. Write s3://bucket/key and try again.`,
      );
    const bucket = uri.slice('s3://'.length, slash);
    // How large the object is shows when it is there.
    const release = context.hold(left);
    const { body } = await context.ports.objects
      .getObject({ bucket, key }, call)
      .catch((error: unknown) => {
        throw asSourceException(error, where);
      })
      .finally(release);
    if (body.byteLength === 0)
      throw validationException(`The object that ${where} names is empty. Name one that holds something.`);
    left -= body.byteLength;
    if (left < 0)
      throw validationException(
        `The objects that the messages name have more than ${MAX_SOURCE_BYTES} bytes together, at ${where} or before. Send less at a time.`,
      );
    context.hold(body.byteLength);
    return body;
  };
};
