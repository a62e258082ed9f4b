import type { JsonValue } from '@streambed/model';
import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';

/** The five types a node input or output may declare. */
export type DataType = FlowNodeIODataType;

/**
 * The declared type that a JSON value has, or `Null`, which no declaration accepts.
 * Nothing is coerced: a declared and an actual type must be equal (expressions.md section 1).
 */
export function dataTypeOf(value: JsonValue): DataType | 'Null' {
  switch (typeof value) {
    case 'string':
      return 'String';
    case 'number':
      return 'Number';
    case 'boolean':
      return 'Boolean';
    default:
      if (value === null || value === undefined) return 'Null';
      return Array.isArray(value) ? 'Array' : 'Object';
  }
}

/** Whether a value may stand where `type` is declared. */
export function isOfType(value: JsonValue, type: DataType): boolean {
  switch (type) {
    case 'String':
      return typeof value === 'string';
    case 'Number':
      return typeof value === 'number';
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Array':
      return Array.isArray(value);
    default:
      return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}
