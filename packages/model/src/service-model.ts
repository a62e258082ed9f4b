/**
 * The form of the wire facts: what an operation is, what a shape is, which constraints it carries.
 * Source: the published SDK models, reduced to facts in model/*.json.
 */

/** Constraints of a string: lengths count Unicode code points; a pattern must match the whole string. */
export interface StringShape {
  readonly type: 'string';
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
}

/** Bounds are inclusive. */
export interface NumberShape {
  readonly type: 'integer' | 'long' | 'float' | 'double';
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: boolean;
}

export interface BooleanShape {
  readonly type: 'boolean';
  readonly sensitive?: boolean;
}

/** On the wire an RFC 3339 string in UTC (`timestampFormat: iso8601`). */
export interface TimestampShape {
  readonly type: 'timestamp';
  readonly timestampFormat?: string;
  readonly sensitive?: boolean;
}

export interface BlobShape {
  readonly type: 'blob';
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: boolean;
}

export interface ListShape {
  readonly type: 'list';
  readonly member: string;
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: boolean;
}

export interface MapShape {
  readonly type: 'map';
  readonly key: string;
  readonly value: string;
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: boolean;
}

/** Where a member of an input or output structure travels; absent means in the body. */
export type MemberLocation = 'uri' | 'querystring' | 'header';

export interface Member {
  readonly shape: string;
  readonly location?: MemberLocation;
  readonly locationName?: string;
  /** The SDKs fill this member with a fresh UUID when the caller leaves it out. */
  readonly idempotencyToken?: boolean;
}

export interface StructureShape {
  readonly type: 'structure';
  readonly members: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  /** Exactly one member is present. */
  readonly union?: boolean;
  /** Any JSON value. */
  readonly document?: boolean;
  readonly eventstream?: boolean;
  readonly event?: boolean;
  readonly exception?: boolean;
  readonly httpStatusCode?: number;
  /** The member that is the whole body. */
  readonly payload?: string;
  readonly sensitive?: boolean;
}

export type Shape =
  | StringShape
  | NumberShape
  | BooleanShape
  | TimestampShape
  | BlobShape
  | ListShape
  | MapShape
  | StructureShape;

export interface OperationModel {
  readonly service: string;
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path template with `{label}` segments; a trailing slash is optional on requests. */
  readonly uri: string;
  readonly successCode: number;
  readonly inputShape: string;
  readonly outputShape: string;
  readonly idempotent: boolean;
  readonly errors: readonly { readonly name: string; readonly httpStatus: number }[];
}

export interface ServiceModel {
  readonly service: string;
  readonly apiVersion: string;
  readonly signingName: string;
  readonly operations: readonly OperationModel[];
  readonly shapes: Readonly<Record<string, Shape>>;
}
