import type { JsonObject, JsonValue } from '@streambed/model';
import type { CheckedFilter } from './check-filter.ts';

/**
 * Whether metadata pass a filter (services-data.md section 3, "Retrieve"). Values of different types are never equal. An
 * attribute that is not there passes `notEquals` alone; `notIn` wants it to be there.
 */
export function matchesFilter(filter: CheckedFilter, metadata: JsonObject): boolean {
  if ('members' in filter) {
    const passes = (member: CheckedFilter) => matchesFilter(member, metadata);
    return filter.operator === 'andAll' ? filter.members.every(passes) : filter.members.some(passes);
  }
  const attribute = Object.hasOwn(metadata, filter.key) ? metadata[filter.key] : undefined;
  if (attribute === undefined || attribute === null) return filter.operator === 'notEquals';
  return matchesCondition(filter, attribute);
}

function matchesCondition(
  filter: Exclude<CheckedFilter, { readonly operator: 'andAll' | 'orAll' }>,
  attribute: JsonValue,
): boolean {
  switch (filter.operator) {
    case 'equals':
      return attribute === filter.value;
    case 'notEquals':
      return attribute !== filter.value;
    case 'greaterThan':
      return typeof attribute === 'number' && attribute > filter.value;
    case 'greaterThanOrEquals':
      return typeof attribute === 'number' && attribute >= filter.value;
    case 'lessThan':
      return typeof attribute === 'number' && attribute < filter.value;
    case 'lessThanOrEquals':
      return typeof attribute === 'number' && attribute <= filter.value;
    case 'in':
      return filter.value.includes(attribute as never);
    case 'notIn':
      return !filter.value.includes(attribute as never);
    case 'startsWith':
      return typeof attribute === 'string' && attribute.startsWith(filter.value);
    case 'stringContains':
      return contains(attribute, filter.value);
    case 'listContains':
      return Array.isArray(attribute) && attribute.includes(filter.value);
  }
}

/** A part of a string, or of a member of a list. */
const contains = (attribute: JsonValue, part: string): boolean =>
  Array.isArray(attribute)
    ? attribute.some((member) => typeof member === 'string' && member.includes(part))
    : typeof attribute === 'string' && attribute.includes(part);
