import type { BlobShape, Member, ServiceModel, StructureShape } from '@streambed/model';

/** Where the members of an operation's input travel. */
export interface InputPlaces {
  /** What the body is: nothing that anybody reads, a JSON document, one with base64 in it, or raw bytes. */
  readonly body: 'none' | 'document' | 'documentWithBytes' | 'bytes';
  /** The member that is the whole body, where the body is bytes. */
  readonly payload?: { readonly name: string; readonly max?: number };
  /** Members in the path, the query or a header. */
  readonly elsewhere: readonly (readonly [name: string, member: Member])[];
}

const known = new WeakMap<StructureShape, InputPlaces>();

/** The places of an input shape; found once. Throws a plain Error for a payload of a kind that no input of ours has. */
export const inputPlaces = (model: ServiceModel, shapeName: string): InputPlaces => {
  const shape = model.shapes[shapeName];
  if (shape?.type !== 'structure') throw new Error(`${model.service} has no structure ${shapeName}`);
  let places = known.get(shape);
  if (places === undefined) {
    places = findPlaces(model, shape, shapeName);
    known.set(shape, places);
  }
  return places;
};

const findPlaces = (model: ServiceModel, shape: StructureShape, shapeName: string): InputPlaces => {
  const members = Object.entries(shape.members);
  const elsewhere = members.filter(([, { location }]) => location !== undefined);
  if (shape.payload !== undefined) {
    const { max } = blobOf(model, shape, shape.payload, shapeName);
    return { body: 'bytes', payload: { name: shape.payload, ...(max !== undefined && { max }) }, elsewhere };
  }
  if (elsewhere.length === members.length) return { body: 'none', elsewhere };
  const inBody = members.filter(([, { location }]) => location === undefined);
  const seen = new Set<string>();
  const hasBytes = inBody.some(([, member]) => holdsBytes(model, member.shape, seen));
  return { body: hasBytes ? 'documentWithBytes' : 'document', elsewhere };
};

const blobOf = (model: ServiceModel, shape: StructureShape, name: string, shapeName: string): BlobShape => {
  const member = shape.members[name];
  const payload = member === undefined ? undefined : model.shapes[member.shape];
  if (payload?.type !== 'blob') throw new Error(`the payload of ${shapeName} of ${model.service} is no blob`);
  return payload;
};

/** Whether a blob is anywhere in the shape; `seen` holds what was looked at, since shapes may contain themselves. */
const holdsBytes = (model: ServiceModel, shapeName: string, seen: Set<string>): boolean => {
  if (seen.has(shapeName)) return false;
  seen.add(shapeName);
  const shape = model.shapes[shapeName];
  switch (shape?.type) {
    case 'blob':
      return true;
    case 'list':
      return holdsBytes(model, shape.member, seen);
    case 'map':
      return holdsBytes(model, shape.value, seen);
    case 'structure':
      return Object.values(shape.members).some((member) => holdsBytes(model, member.shape, seen));
    default:
      return false;
  }
};
