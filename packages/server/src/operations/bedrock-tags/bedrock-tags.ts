import type { Tag } from '@streambed/model/bedrock';
import { resourceNotFound, ServiceException, validationException } from '../../protocol/index.ts';
import type { Repositories, Scope } from '../../store/index.ts';
import { guardrailArn, guardrailIdOf } from '../identifiers.ts';
import { MOST_TAGS } from '../tags/tag-rules.ts';

/*
 * The service `bedrock` speaks of tags in its own way: a list of pairs, the ARN in the body, and an exception for too
 * many of them. What is tagged here is a guardrail; its versions share its tags.
 */

/**
 * The tags of a request as a map: keys are data, `__proto__` included. Throws ValidationException for a key that comes
 * twice or that AWS keeps for itself, TooManyTagsException for more than 50.
 */
export function bedrockTagsOf(tags: readonly Tag[] | undefined): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  (tags ?? []).forEach(({ key, value }, index) => {
    if (map.has(key)) refuse(index, `the key ${key} is given twice. Give each key once.`);
    if (key.toLowerCase().startsWith('aws:')) {
      refuse(
        index,
        `the key ${key} is reserved: keys that begin with aws: belong to AWS. Choose another key.`,
      );
    }
    map.set(key, value);
  });
  assertBedrockTagCount(map.size);
  return map;
}

/** Throws TooManyTagsException when a resource would have more than 50 tags; `arn` names it if it is there. */
export function assertBedrockTagCount(count: number, arn?: string): void {
  if (count <= MOST_TAGS) return;
  throw new ServiceException(
    'TooManyTagsException',
    `tags: the resource would have ${count} tags, and ${MOST_TAGS} is the most a resource may have. ` +
      'Remove some with UntagResource, or send fewer.',
    arn === undefined ? {} : { resourceName: arn },
  );
}

function refuse(index: number, rule: string): never {
  const name = `tags[${index}].key`;
  throw validationException(`${name}: ${rule}`, [{ name, message: rule }]);
}

/** The ARN of the guardrail that carries the tags. Throws ResourceNotFoundException when it is not there. */
export async function findTaggedGuardrail(
  repositories: Repositories,
  scope: Scope,
  resourceARN: string,
): Promise<string> {
  // A bare id is not an ARN, though it names a guardrail elsewhere.
  const id = resourceARN.startsWith('arn:') ? guardrailIdOf(scope, resourceARN) : undefined;
  if (id !== undefined && (await repositories.guardrails.get(scope, id, 0))) return guardrailArn(scope, id);
  throw resourceNotFound(
    `resourceARN: there is no resource ${resourceARN} in account ${scope.accountId} and region ${scope.region} ` +
      'that could carry tags. Of this service, guardrails can.',
  );
}
