import type { JsonValue } from '@streambed/model';
import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';

/** One value inside another, with the expression that leads to it. */
export interface Member {
  readonly label: string;
  readonly expression: string;
  readonly type: FlowNodeIODataType | undefined;
  readonly sample: string;
  readonly members: readonly Member[];
  /** Items of a list beyond those that are listed. */
  readonly more: number;
}

/** Deeper and further than this nobody picks by hand. */
const DEEPEST = 8;
const MOST_ITEMS = 5;
const MOST_SAMPLE = 60;

export const typeOfValue = (value: JsonValue): FlowNodeIODataType | undefined => {
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'string') return 'String';
  if (typeof value === 'number') return 'Number';
  if (typeof value === 'boolean') return 'Boolean';
  return value === null ? undefined : 'Object';
};

/** The value and everything inside it as input expressions know it: `$.data.user["first name"][0]`. */
export const memberOf = (value: JsonValue, label = '$.data', expression = '$.data', depth = 0): Member => {
  const members: Member[] = [];
  let more = 0;
  if (depth < DEEPEST && Array.isArray(value)) {
    for (const [index, item] of value.slice(0, MOST_ITEMS).entries())
      members.push(memberOf(item, `[${index}]`, `${expression}[${index}]`, depth + 1));
    more = Math.max(0, value.length - MOST_ITEMS);
  } else if (depth < DEEPEST && typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value))
      members.push(memberOf(inner as JsonValue, name, `${expression}${step(name)}`, depth + 1));
  return { label, expression, type: typeOfValue(value), sample: sampleOf(value), members, more };
};

const step = (name: string): string =>
  /^[A-Za-z_][\w]*$/.test(name) ? `.${name}` : `["${name.replaceAll(/["\\]/g, '\\$&')}"]`;

export const sampleOf = (value: JsonValue): string => {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.keys(value).join(', ')}}`;
  const text = JSON.stringify(value);
  return text.length > MOST_SAMPLE ? `${text.slice(0, MOST_SAMPLE - 1)}…` : text;
};
