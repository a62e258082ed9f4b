import type { JsonObject, JsonValue } from '@streambed/model';

/**
 * How long the JSON text of a value is, counted no further than `most` (then the answer is larger than `most`): the cost
 * is bounded by `most`, however large the value is. A character that JSON escapes counts once.
 */
export function jsonSize(value: JsonValue, most: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      size += jsonSize(item, most - size) + 1;
      if (size > most) return size;
    }
    return size;
  }
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue;
    size += name.length + 4 + jsonSize(value[name]!, most - size);
    if (size > most) return size;
  }
  return size;
}

/** The first characters of a value's JSON text, of a string's own text; made no further than that. */
export function beginningOf(value: JsonValue, characters: number): string {
  if (typeof value === 'string') return value.slice(0, characters).toWellFormed();
  const parts: string[] = [];
  write(value, characters, parts);
  return parts.join('').slice(0, characters).toWellFormed();
}

/** Answers how many characters are left to write. */
function write(value: JsonValue, left: number, parts: string[]): number {
  const put = (text: string): number => {
    parts.push(text);
    return left - text.length;
  };
  if (left <= 0) return 0;
  if (typeof value === 'string') return put(JSON.stringify(value.slice(0, left)));
  if (typeof value !== 'object' || value === null) return put(String(value));
  return Array.isArray(value) ? writeList(value, put('['), parts) : writeObject(value, put('{'), parts);
}

function writeList(list: readonly JsonValue[], left: number, parts: string[]): number {
  for (const [index, item] of list.entries()) {
    if (left <= 0) return 0;
    if (index > 0) {
      parts.push(',');
      left -= 1;
    }
    left = write(item, left, parts);
  }
  parts.push(']');
  return left - 1;
}

function writeObject(object: JsonObject, left: number, parts: string[]): number {
  let isFirst = true;
  for (const name in object) {
    if (left <= 0) return 0;
    if (!Object.hasOwn(object, name)) continue;
    const text = `${isFirst ? '' : ','}${JSON.stringify(name.slice(0, left))}:`;
    isFirst = false;
    parts.push(text);
    left = write(object[name]!, left - text.length, parts);
  }
  parts.push('}');
  return left - 1;
}

/** Sizes of values that go through many nodes are taken once. */
export class ValueSizes {
  private readonly most: number;
  private readonly known = new WeakMap<object, number>();

  constructor(most: number) {
    this.most = most;
  }

  /** As {@link jsonSize}, counted no further than the constructor's `most`. */
  of(value: JsonValue): number {
    if (typeof value !== 'object' || value === null) return jsonSize(value, this.most);
    let size = this.known.get(value);
    if (size === undefined) {
      size = jsonSize(value, this.most);
      this.known.set(value, size);
    }
    return size;
  }
}
