import { createHash } from 'node:crypto';

/**
 * Object key ↔ path below a bucket's folder. Ordinary keys keep their spelling, so that a person finds the file
 * (`reports/2026/a.txt` is the file a.txt in reports/2026); whatever a file system could read as more than a name is
 * percent-encoded in each segment, the same way on every operating system, so that a folder can be carried around.
 *
 * `%` itself is always encoded (`%25`). A name with `%` and no two hex digits after it therefore belongs to no key:
 * `%-` stands for the empty segment, `%hashed` for the folder of keys that have no path, `%tmp` for unfinished writes.
 */

/** The name that stands for a segment with no characters (`a//b`, `a/`). */
const EMPTY_SEGMENT = '%-';
/** File systems end names at 255 bytes; the rest is room for them to be stored encrypted or copied with a suffix. */
const MAXIMUM_SEGMENT_BYTES = 200;
/** macOS ends whole paths at 1,024 bytes; half of it is left to the folders above. */
const MAXIMUM_PATH_BYTES = 512;

// Control and invisible characters, those that Windows refuses, backslash, colon and the percent sign. The invisible
// ones are listed by number: a Unicode property would change with the Unicode version and lose objects.
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is there to find
  /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb<>:"|?*\\%]/g;
const endsUnsafely = /[. ]$/;
const windowsDevice = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/**
 * The names of the folders and the file in which a key is kept, or undefined when the key is too long to have a path
 * of its own. `key` is well-formed and not empty. No two keys have the same answer; no answer holds `.`, `..`, an
 * empty name or a separator.
 */
export function encodeKey(key: string): readonly string[] | undefined {
  const names: string[] = [];
  let length = 0;
  for (const segment of key.split('/')) {
    const name = encodeSegment(segment);
    const bytes = Buffer.byteLength(name, 'utf8');
    length += bytes + 1;
    if (bytes > MAXIMUM_SEGMENT_BYTES || length > MAXIMUM_PATH_BYTES) return undefined;
    names.push(name);
  }
  return names;
}

/** The key of a path made by encodeKey; undefined for names that encodeKey does not make. */
export function decodeKey(names: readonly string[]): string | undefined {
  let key: string;
  try {
    key = names.map((name) => (name === EMPTY_SEGMENT ? '' : decodeURIComponent(name))).join('/');
  } catch {
    return undefined;
  }
  // Strict: only the one spelling that encodeKey chooses is a key's.
  const canonical = encodeKey(key);
  return canonical?.length === names.length && canonical.every((name, index) => name === names[index])
    ? key
    : undefined;
}

/** The file name, below `%hashed`, of a key that cannot have a path. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

function encodeSegment(segment: string): string {
  if (segment === '') return EMPTY_SEGMENT;
  let name = segment.replace(unsafe, percent);
  if (windowsDevice.test(name)) name = percent(name.slice(0, 1)) + name.slice(1);
  if (endsUnsafely.test(name)) name = name.slice(0, -1) + percent(name.slice(-1));
  return name;
}

const percent = (character: string): string =>
  [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
