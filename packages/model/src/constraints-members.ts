import { MAX_DEPTH, mayBeNull } from './constraints.ts';
import type { ServiceModel, StructureShape } from './service-model.ts';

/**
 * A deep copy of a value that keeps only what the shape models, as the service does: unknown and null members are
 * dropped, documents are kept as they are (not copied), null included where it is the choice of a union. Meant for values that checkConstraints finds nothing wrong
 * with; what has a wrong type, or lies deeper than any modelled value, is kept as it is.
 */
export function pickMembers(model: ServiceModel, shapeName: string, value: unknown): unknown {
  return pick(model, shapeName, value, 0);
}

function pick(model: ServiceModel, shapeName: string, value: unknown, depth: number): unknown {
  const shape = model.shapes[shapeName];
  if (!shape) throw new Error(`The model of ${model.service} has no shape ${shapeName}.`);
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  switch (shape.type) {
    case 'list':
      return Array.isArray(value)
        ? value.map((element) => pick(model, shape.member, element, depth + 1))
        : value;
    case 'map': {
      const copy: Record<string, unknown> = {};
      for (const [key, entry] of Object.entries(value))
        setOwn(copy, key, pick(model, shape.value, entry, depth + 1));
      return copy;
    }
    case 'structure':
      return shape.document || Array.isArray(value) ? value : pickStructure(model, shape, value, depth);
    default:
      return value;
  }
}

function pickStructure(model: ServiceModel, shape: StructureShape, value: object, depth: number): unknown {
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members)) {
    const found: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (found === null ? mayBeNull(model, shape, member.shape) : found !== undefined)
      setOwn(copy, name, pick(model, member.shape, found, depth + 1));
  }
  return copy;
}

/** Sets an own member whatever its name: assigning to `__proto__` would change the prototype instead. */
function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  else target[name] = value;
}
