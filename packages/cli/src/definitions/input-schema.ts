import type { JsonObject, JsonValue } from '@streambed/model';

/** A JSON schema that says of a value no more than it must. */
export interface ValueSchema {
  readonly type?: 'string' | 'number' | 'boolean' | 'array' | 'object';
  readonly description?: string;
  readonly items?: ValueSchema;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
}

/** What a caller gives to a flow, as a JSON schema of an object, since that is what callers of tools have to give. */
export interface InputSchema {
  readonly schema: ValueSchema & { readonly type: 'object' };
  /** The object is the document itself; otherwise the document is its property `document`. */
  readonly isDocument: boolean;
}

/** Of an Input node: its name, and the type of what it gives out. */
export interface InputOf {
  readonly node: string;
  readonly type: string;
}

/** What providers of models take as a name of a property on the first level. */
const PROPERTY_NAME = /^[\w.-]{1,64}$/;
/** With more, an object is a table rather than a record, and its keys are data. */
const MAX_PROPERTIES = 100;

/**
 * The schema of what a flow takes, from the type of its Input node and from example documents; those of another type are
 * passed over. What all examples have is required. An Object is given as it is, anything else as `{document}`.
 */
export const inputSchema = ({ node, type }: InputOf, examples: readonly JsonValue[]): InputSchema => {
  const schema = ofType(
    type,
    examples.filter((example) => kindOf(example) === type.toLowerCase()),
  );
  if (schema.type === 'object') {
    const isRecord = Object.keys(schema.properties ?? {}).every((name) => PROPERTY_NAME.test(name));
    return { schema: isRecord ? { ...schema, type: 'object' } : { type: 'object' }, isDocument: true };
  }
  const document = { ...schema, description: `What the Input node ${node} gives to the flow.` };
  return {
    schema: { type: 'object', properties: { document }, required: ['document'] },
    isDocument: false,
  };
};

/** The document in what a caller gave. */
export const documentIn = (given: JsonObject, { isDocument }: InputSchema): JsonValue =>
  isDocument ? given : given.document!;

const ofType = (type: string, examples: readonly JsonValue[]): ValueSchema => {
  switch (type) {
    case 'Number':
      return { type: 'number' };
    case 'Boolean':
      return { type: 'boolean' };
    case 'Array':
      // Some providers of models refuse an array of whose items nothing is said.
      return { items: {}, ...(examples.length > 0 ? learned(examples) : { type: 'array' }) };
    case 'Object':
      return examples.length > 0 ? learned(examples) : { type: 'object' };
    default:
      return { type: 'string' };
  }
};

/** What can be said of all these values. Of values of different types, or of null, nothing. */
const learned = (values: readonly JsonValue[]): ValueSchema => {
  const [kind, ...others] = new Set(values.map(kindOf));
  if (kind === undefined || kind === 'null' || others.length > 0) return {};
  if (kind === 'array') return { type: kind, items: learned((values as JsonValue[][]).flat()) };
  if (kind !== 'object') return { type: kind };
  const objects = values as readonly JsonObject[];
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  if (names.length > MAX_PROPERTIES) return { type: kind };
  const having = (name: string) => objects.filter((object) => Object.hasOwn(object, name));
  const required = names.filter((name) => having(name).length === objects.length);
  return {
    type: kind,
    properties: Object.fromEntries(
      names.map((name) => [name, learned(having(name).map((object) => object[name]!))]),
    ),
    ...(required.length > 0 && { required }),
  };
};

const kindOf = (value: JsonValue): 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null' => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'string' | 'number' | 'boolean' | 'object';
};
