import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Runs are limited to less; what a damaged or foreign row unpacks to must not fill memory. */
const MOST_BYTES = 512 * 1024 * 1024;

/** JSON as compressed text for a column. Compressed off the main thread. */
export async function packJson(value: unknown): Promise<string> {
  const bytes = await deflate(JSON.stringify(value), { level: 3 });
  return bytes.toString('base64');
}

/** What {@link packJson} packed. */
export async function unpackJson<Value>(text: string): Promise<Value> {
  const bytes = await inflate(Buffer.from(text, 'base64'), { maxOutputLength: MOST_BYTES });
  return JSON.parse(bytes.toString('utf8')) as Value;
}
