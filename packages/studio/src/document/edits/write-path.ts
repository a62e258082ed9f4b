import type { JsonObject, JsonValue } from '@streambed/model';
import * as Y from 'yjs';
import { assign, fromY, mapOf, memberKey, type Path, reconcileArray, reconcileText } from '../y-json.ts';

/** Writes a value deep in a map, making the objects on the way; undefined removes it. */
export const writePath = (map: Y.Map<unknown>, path: Path, value: JsonValue | undefined): void =>
  write(map, path, value, []);

const write = (map: Y.Map<unknown>, path: Path, value: JsonValue | undefined, walked: Path): void => {
  const [step, ...rest] = path;
  if (typeof step !== 'string') throw new Error('A member has to be named.');
  const here = [...walked, step];
  if (rest.length === 0) {
    if (value === undefined) map.delete(memberKey(step));
    else assign(map, step, value, here);
    return;
  }
  const inner = map.get(memberKey(step));
  if (inner instanceof Y.Map) write(inner, rest, value, here);
  else if (inner instanceof Y.Array) writeItem(inner, rest, value, here);
  else if (value !== undefined) map.set(memberKey(step), mapOf(nested(rest, value) as JsonObject, here));
};

const writeItem = (array: Y.Array<unknown>, path: Path, value: JsonValue | undefined, walked: Path): void => {
  const [index, ...rest] = path;
  if (typeof index !== 'number') throw new Error('An item of a list has to be numbered.');
  const here = [...walked, index];
  const item = array.get(index);
  if (rest.length > 0 && item instanceof Y.Map) write(item, rest, value, here);
  else if (rest.length > 0 && item instanceof Y.Array) writeItem(item, rest, value, here);
  else if (rest.length === 0 && item instanceof Y.Text && typeof value === 'string')
    reconcileText(item, value);
  else {
    const plain = array.toArray().map(fromY);
    if (value === undefined) plain.splice(index, 1);
    else plain[Math.min(index, plain.length)] = rest.length === 0 ? value : nested(rest, value);
    reconcileArray(array, plain, walked);
  }
};

const nested = (path: Path, value: JsonValue): JsonValue =>
  path.reduceRight<JsonValue>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  );

/** The item with the change; members that are undefined are taken away. */
export const withChange = <Item extends object>(item: Item, change: Partial<Item>): Item =>
  Object.fromEntries(
    Object.entries({ ...item, ...change }).filter(([, value]) => value !== undefined),
  ) as Item;
