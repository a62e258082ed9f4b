import { validationException } from '../../protocol/index.ts';

/** AWS's rule for every taggable resource. */
export const MOST_TAGS = 50;

/**
 * The tags of a request. Keys are data, `__proto__` included, so they live in a Map. Throws ValidationException for
 * keys that AWS keeps for itself and for more tags than a resource may have.
 */
export function tagsOf(tags: Readonly<Record<string, string>> | undefined): ReadonlyMap<string, string> {
  const map = new Map(Object.entries(tags ?? {}));
  for (const key of map.keys()) {
    if (!key.toLowerCase().startsWith('aws:')) continue;
    refuse(`The tag key ${key} is reserved: keys that begin with aws: belong to AWS. Choose another key.`);
  }
  assertTagCount(map.size);
  return map;
}

/** Throws ValidationException when a resource would have more than 50 tags. */
export function assertTagCount(count: number): void {
  if (count <= MOST_TAGS) return;
  refuse(
    `The resource would have ${count} tags, and ${MOST_TAGS} is the most a resource may have. ` +
      'Remove some with UntagResource, or send fewer.',
  );
}

function refuse(message: string): never {
  throw validationException(message, [{ name: 'tags', message }]);
}
