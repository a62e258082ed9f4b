import { callerFault } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import type { RetrievalFilter } from '@streambed/model/bedrock-agent-runtime';

/** What a metadata attribute may be compared with. */
export type Scalar = string | number | boolean;

/** A filter that keeps to the rules. */
export type CheckedFilter =
  | { readonly operator: 'equals' | 'notEquals'; readonly key: string; readonly value: Scalar }
  | {
      readonly operator: 'greaterThan' | 'greaterThanOrEquals' | 'lessThan' | 'lessThanOrEquals';
      readonly key: string;
      readonly value: number;
    }
  | { readonly operator: 'in' | 'notIn'; readonly key: string; readonly value: readonly Scalar[] }
  | {
      readonly operator: 'startsWith' | 'stringContains' | 'listContains';
      readonly key: string;
      readonly value: string;
    }
  | { readonly operator: 'andAll' | 'orAll'; readonly members: readonly CheckedFilter[] };

type Operator = CheckedFilter['operator'];

const operators: readonly Operator[] = [
  'equals',
  'notEquals',
  'greaterThan',
  'greaterThanOrEquals',
  'lessThan',
  'lessThanOrEquals',
  'in',
  'notIn',
  'startsWith',
  'stringContains',
  'listContains',
  'andAll',
  'orAll',
];

/** Groups within a group; a group within those is refused (services-data.md section 3, "Retrieve"). */
const MAXIMUM_GROUPS = 5;
const MINIMUM_MEMBERS = 2;
const LONGEST_KEY = 100;

/**
 * A RetrievalFilter by the rules of services-data.md section 3: one operator in each object, values of the operator's
 * type, groups of at least two, and groups within groups one level deep. `place` is its path in the request, for messages.
 * Throws FlowError `validation`.
 */
export function checkFilter(filter: RetrievalFilter, place = 'filter'): CheckedFilter {
  return check(filter, place, 0);
}

function check(filter: RetrievalFilter, place: string, depth: number): CheckedFilter {
  const present = operators.filter((name) => filter?.[name] !== undefined);
  const [operator] = present;
  if (operator === undefined || present.length > 1) {
    const found = present.length === 0 ? 'none' : present.join(' and ');
    throw callerFault(`${place} must hold exactly one operator; it holds ${found}.`);
  }
  if (operator === 'andAll' || operator === 'orAll') {
    return { operator, members: checkMembers(filter[operator] ?? [], `${place}.${operator}`, depth) };
  }
  const { key, value } = filter[operator] ?? { key: '', value: null };
  if (typeof key !== 'string' || key.length === 0 || key.length > LONGEST_KEY) {
    throw callerFault(`${place}.${operator}.key must have 1 to ${LONGEST_KEY} characters.`);
  }
  return checkCondition(operator, key, value, `${place}.${operator}.value`);
}

function checkMembers(
  members: readonly RetrievalFilter[],
  place: string,
  depth: number,
): readonly CheckedFilter[] {
  if (depth > 1) {
    throw callerFault(`${place} is a group within a group of a group; groups nest one level deep.`);
  }
  if (members.length < MINIMUM_MEMBERS) {
    throw callerFault(`${place} must hold at least ${MINIMUM_MEMBERS} filters.`);
  }
  const groups = members.filter((member) => member?.andAll !== undefined || member?.orAll !== undefined);
  if (groups.length > MAXIMUM_GROUPS) {
    throw callerFault(`${place} may hold at most ${MAXIMUM_GROUPS} groups; it holds ${groups.length}.`);
  }
  return members.map((member, index) => check(member, `${place}[${index}]`, depth + 1));
}

function checkCondition(
  operator: Exclude<Operator, 'andAll' | 'orAll'>,
  key: string,
  value: JsonValue | undefined,
  place: string,
): CheckedFilter {
  switch (operator) {
    case 'equals':
    case 'notEquals':
      if (isScalar(value)) return { operator, key, value };
      throw callerFault(`${place} must be a string, a number or a boolean.`);
    case 'greaterThan':
    case 'greaterThanOrEquals':
    case 'lessThan':
    case 'lessThanOrEquals':
      if (typeof value === 'number') return { operator, key, value };
      throw callerFault(`${place} must be a number.`);
    case 'in':
    case 'notIn':
      if (Array.isArray(value) && value.length > 0 && value.every(isScalar)) return { operator, key, value };
      throw callerFault(`${place} must be a list of strings, numbers or booleans, with at least one.`);
    default:
      if (typeof value === 'string') return { operator, key, value };
      throw callerFault(`${place} must be a string.`);
  }
}

const isScalar = (value: JsonValue | undefined): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
