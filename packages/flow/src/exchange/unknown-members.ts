import { bedrockAgent, type JsonValue } from '@streambed/model';
import { nearest } from './nearest.ts';

/**
 * Members that the service would silently drop, each as a sentence with its path (`nodes[2].conection`): nearly always
 * a slip of the pen. Documents and maps may have any keys. At most `limit`.
 */
export const unknownMembers = (
  shapeName: string,
  value: JsonValue,
  path = '',
  limit = 20,
): readonly string[] => {
  const found: string[] = [];
  const look = (name: string, part: JsonValue, at: string): void => {
    const shape = bedrockAgent.shapes[name]!;
    if (typeof part !== 'object' || part === null || found.length >= limit) return;
    if (shape.type === 'list') {
      for (const [index, item] of Array.isArray(part) ? part.entries() : [])
        look(shape.member, item, `${at}[${index}]`);
      return;
    }
    if (Array.isArray(part)) return;
    if (shape.type === 'map') {
      for (const [key, item] of Object.entries(part)) look(shape.value, item, join(at, key));
      return;
    }
    if (shape.type !== 'structure' || shape.document) return;
    for (const [key, item] of Object.entries(part)) {
      if (Object.hasOwn(shape.members, key)) look(shape.members[key]!.shape, item, join(at, key));
      else if (found.length < limit) found.push(sentence(key, join(at, key), Object.keys(shape.members)));
    }
  };
  look(shapeName, value, path);
  return found;
};

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const sentence = (key: string, path: string, members: readonly string[]): string => {
  const meant = nearest(key, members);
  return `${path} is not a member of the API and will be dropped; ${
    meant
      ? `did you mean ${meant}?`
      : members.length > 0
        ? `known are ${members.join(', ')}.`
        : 'none are known here.'
  }`;
};
