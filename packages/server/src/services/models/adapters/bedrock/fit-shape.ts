import { bedrockRuntime, type JsonValue, type StructureShape } from '@streambed/model';
import { UnusableResponse } from '../../../outbound/index.ts';

/**
 * JSON that Bedrock answered with, as a value of a shape of our wire model: bytes are bytes, and members that our model
 * does not know are left out. Where they were all that a value held, the value is left out as well; undefined when
 * nothing remains. Throws UnusableResponse where a value is of another type than the model says, or a required member
 * is missing.
 *
 * The SDK's own reader is not used: it hands on whatever stands in place of a text or a number, computes numbers such as
 * 1e99999999 digit by digit, and loses members named __proto__.
 */
export function fitShape<Fitted>(shape: string, value: JsonValue | undefined): Fitted | undefined {
  return fit(shape, value, shape) as Fitted | undefined;
}

function fit(name: string, value: JsonValue | undefined, path: string): unknown {
  const shape = bedrockRuntime.shapes[name];
  switch (shape?.type) {
    case 'structure':
      return shape.document ? value : fitStructure(shape, value, path);
    case 'list':
      if (!Array.isArray(value)) throw misfit(path);
      return value.map((item) => fit(shape.member, item, path)).filter((item) => item !== undefined);
    case 'blob':
      return bytesOf(value, path);
    case 'string':
      if (typeof value !== 'string') throw misfit(path);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw misfit(path);
      return value;
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw misfit(path);
      return value;
    default:
      throw new Error(`No answer of a model has a ${name}.`);
  }
}

function fitStructure(shape: StructureShape, value: JsonValue | undefined, path: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw misfit(path);
  const fitted: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const required = shape.required?.includes(name) ?? false;
    // Null is a value in a document only; elsewhere AWS writes it for what is not there.
    if (given === undefined || (given === null && !isDocument(member.shape))) {
      if (required) throw misfit(`${path}.${name}`);
      continue;
    }
    const inner = fit(member.shape, given, `${path}.${name}`);
    if (inner !== undefined) fitted[name] = inner;
    else if (required) return undefined;
  }
  return shape.union && Object.keys(fitted).length === 0 ? undefined : fitted;
}

const isDocument = (name: string): boolean => {
  const shape = bedrockRuntime.shapes[name];
  return shape?.type === 'structure' && shape.document === true;
};

function bytesOf(value: JsonValue | undefined, path: string): Uint8Array {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/u.test(value)) throw misfit(path);
  // Not of Buffer's pool, which others write to as well.
  return new Uint8Array(Buffer.from(value, 'base64'));
}

const misfit = (path: string): UnusableResponse =>
  new UnusableResponse(`answered with a ${path} that Converse does not have`);
