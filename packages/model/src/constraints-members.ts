import { MAX_DEPTH, mayBeNull } from './constraints.ts';
import type { ServiceModel, StructureShape } from './service-model.ts';

/** The base64 text of a blob → what shall stand in its place. */
export type ReadBlob = (base64: string) => unknown;

/**
 * A deep copy of a value that keeps only what the shape models, as the service does: unknown and null members are
 * dropped, documents are kept as they are (not copied), null included where it is the choice of a union. Blobs that are
 * still base64 text are read by `readBlob`; without one they stay text. Meant for values that checkConstraints finds
 * nothing wrong with; what has a wrong type, or lies deeper than any modelled value, is kept as it is.
 */
export function pickMembers(
  model: ServiceModel,
  shapeName: string,
  value: unknown,
  readBlob: ReadBlob = asIs,
): unknown {
  return pick(model, shapeName, value, readBlob, 0);
}

const asIs: ReadBlob = (base64) => base64;

function pick(
  model: ServiceModel,
  shapeName: string,
  value: unknown,
  readBlob: ReadBlob,
  depth: number,
): unknown {
  const shape = model.shapes[shapeName];
  if (!shape) throw new Error(`The model of ${model.service} has no shape ${shapeName}.`);
  if (shape.type === 'blob') return typeof value === 'string' ? readBlob(value) : value;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  switch (shape.type) {
    case 'list':
      return Array.isArray(value)
        ? value.map((element) => pick(model, shape.member, element, readBlob, depth + 1))
        : value;
    case 'map': {
      const copy: Record<string, unknown> = {};
      for (const [key, entry] of Object.entries(value))
        setOwn(copy, key, pick(model, shape.value, entry, readBlob, depth + 1));
      return copy;
    }
    case 'structure':
      return shape.document || Array.isArray(value)
        ? value
        : pickStructure(model, shape, value, readBlob, depth);
    default:
      return value;
  }
}

function pickStructure(
  model: ServiceModel,
  shape: StructureShape,
  value: object,
  readBlob: ReadBlob,
  depth: number,
): unknown {
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members)) {
    const found: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (found === null ? mayBeNull(model, shape, member.shape) : found !== undefined)
      setOwn(copy, name, pick(model, member.shape, found, readBlob, depth + 1));
  }
  return copy;
}

/** Sets an own member whatever its name: assigning to `__proto__` would change the prototype instead. */
function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  else target[name] = value;
}
