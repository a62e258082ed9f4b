import type { JsonValue, Member, ServiceModel, StructureShape } from '@streambed/model';

/** A value of a shape → its JSON form; undefined for what is absent. */
export type ShapeWriter = (value: unknown) => JsonValue | undefined;

const writers = new WeakMap<ServiceModel, Map<string, ShapeWriter>>();

/**
 * The writer of a shape, made once. It keeps modelled members only and drops absent ones (undefined, null); a timestamp
 * (ms since the epoch, Date or ISO 8601 text) becomes RFC 3339 in UTC with milliseconds; bytes become base64; a document
 * passes as it is, and null is one. The value comes from our own handlers, so a wrong one is a bug: it throws a plain Error.
 */
export const shapeWriter = (model: ServiceModel, shapeName: string): ShapeWriter => {
  const known = writers.get(model) ?? new Map<string, ShapeWriter>();
  writers.set(model, known);
  const writer = known.get(shapeName);
  if (writer !== undefined) return writer;
  // Shapes refer to themselves (a loop's definition holds nodes), so a reference is looked up when it is used.
  known.set(shapeName, (value) => known.get(shapeName)!(value));
  const made = makeWriter(model, shapeName);
  known.set(shapeName, made);
  return made;
};

const makeWriter = (model: ServiceModel, shapeName: string): ShapeWriter => {
  const shape = model.shapes[shapeName];
  if (shape === undefined) throw new Error(`${model.service} has no shape ${shapeName}`);
  switch (shape.type) {
    case 'structure':
      return shape.document ? asIs : structureWriter(model, shape);
    case 'list': {
      const item = shapeWriter(model, shape.member);
      return (value) => (value as unknown[]).map((each) => item(each) ?? null);
    }
    case 'map': {
      const item = shapeWriter(model, shape.value);
      // fromEntries defines own properties, whatever the keys are called.
      return (value) =>
        Object.fromEntries(
          Object.entries(value as object)
            .map(([key, each]) => [key, item(each)] as const)
            .filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
        );
    }
    case 'timestamp':
      return writeTimestamp;
    case 'blob':
      return (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : asIs(value));
    default:
      return asIs;
  }
};

const asIs: ShapeWriter = (value) => value as JsonValue;

const structureWriter = (model: ServiceModel, shape: StructureShape): ShapeWriter => {
  const members = Object.entries(shape.members)
    .filter(([, { location }]) => location === undefined)
    .map(([name, { shape: of }]: [string, Member]) => ({
      name,
      write: lazyWriter(model, of),
      isDocument: isDocument(model, of),
    }));
  return (value) => {
    const source = value as Readonly<Record<string, unknown>>;
    const written: Record<string, JsonValue> = {};
    for (const { name, write, isDocument } of members) {
      const member = Object.hasOwn(source, name) ? source[name] : undefined;
      if (member === undefined || (member === null && !isDocument)) continue;
      const json = write(member);
      if (json !== undefined) written[name] = json;
    }
    return written;
  };
};

const isDocument = (model: ServiceModel, shapeName: string): boolean => {
  const shape = model.shapes[shapeName];
  return shape?.type === 'structure' && shape.document === true;
};

const lazyWriter = (model: ServiceModel, shapeName: string): ShapeWriter => {
  let writer: ShapeWriter | undefined;
  return (value) => {
    writer ??= shapeWriter(model, shapeName);
    return writer(value);
  };
};

const RFC_3339_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const writeTimestamp: ShapeWriter = (value) => {
  if (typeof value === 'string' && RFC_3339_MS.test(value)) return value;
  const date = value instanceof Date ? value : new Date(value as string | number);
  if (Number.isNaN(date.getTime())) throw new Error('a timestamp of an answer is no point in time');
  return date.toISOString();
};
