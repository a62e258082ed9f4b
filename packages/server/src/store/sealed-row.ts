import { crc32 } from 'node:zlib';
import type { JsonObject, JsonValue } from '@streambed/model';
import { fromColumnText, toColumnText } from './column-text.ts';
import type { SqlValue } from './query.ts';
import type { CorruptRow } from './session.ts';
import { StoreError } from './store-error.ts';

/*
 * SQLite does not notice bits that flip inside a page, and an interrupted copy or an editor can leave anything in a
 * row. So each row is sealed with a CRC-32 of its columns when it is written, and believed only when the seal and the
 * types are right. A row that fails is reported by its key and concerns nobody else.
 */

/** The columns of a table in the order in which they are sealed, and which of them are its primary key. */
export interface SealedTable<Row> {
  readonly name: string;
  readonly key: readonly (keyof Row & string)[];
  /** All columns but `checksum`. */
  readonly columns: readonly (keyof Row & string)[];
}

const NULL_MARK = '\u001an';
const SEPARATOR = '\u001a,';

const BYTES_MARK = '\u001ab';
/** What stands for a cell in what the checksum is made of; for bytes it is their own checksum. */
const sealedCell = (value: unknown): unknown => {
  if (value === null || value === undefined) return NULL_MARK;
  return value instanceof Uint8Array ? BYTES_MARK + value.length + SEPARATOR + crc32(value) : value;
};

const checksumOf = (values: readonly unknown[]): number => crc32(values.map(sealedCell).join(SEPARATOR));

/** Completes a row with its checksum. */
export function seal<Row extends { readonly checksum: number }>(
  table: SealedTable<Row>,
  row: Omit<Row, 'checksum'>,
): Row {
  const cells = row as Record<string, SqlValue>;
  const values = table.columns.map((column) => {
    const value = cells[column];
    return typeof value === 'string' ? toColumnText(value) : value;
  });
  return { ...row, checksum: checksumOf(values) } as unknown as Row;
}

/** Thrown when one row cannot be trusted. */
export class CorruptRowError extends StoreError {
  readonly row: CorruptRow;

  constructor(row: CorruptRow, options?: ErrorOptions) {
    const key = Object.entries(row.key)
      .map(([column, value]) => `${column} ${JSON.stringify(value)}`)
      .join(', ');
    super(
      'CorruptRow',
      `The stored ${row.table} with ${key} is damaged (${row.reason}). It is kept aside; delete it or restore the data folder from a copy.`,
      options,
    );
    this.row = row;
  }
}

/** Reads the columns of one row and believes none of them. Every function throws CorruptRowError. */
export class SealedRow<Row> {
  readonly #table: SealedTable<Row>;
  readonly #cells: Readonly<Record<string, unknown>>;

  constructor(table: SealedTable<Row>, row: Row) {
    this.#table = table;
    this.#cells = row as Record<string, unknown>;
    const checksum = checksumOf(table.columns.map((column) => this.#cells[column]));
    if (this.#cells.checksum !== checksum) throw this.#corrupt('its checksum does not match');
  }

  text(column: keyof Row & string): string {
    const value = this.#cells[column];
    if (typeof value !== 'string') throw this.#corrupt(`${column} is not text`);
    return fromColumnText(value);
  }

  optionalText(column: keyof Row & string): string | undefined {
    return this.#cells[column] === null ? undefined : this.text(column);
  }

  oneOf<Value extends string>(column: keyof Row & string, values: readonly Value[]): Value {
    const value = values.find((known) => known === this.#cells[column]);
    if (value === undefined) throw this.#corrupt(`${column} has an unknown value`);
    return value;
  }

  integer(column: keyof Row & string): number {
    const value = this.#cells[column];
    if (!Number.isSafeInteger(value)) throw this.#corrupt(`${column} is not a whole number`);
    return value as number;
  }

  optionalInteger(column: keyof Row & string): number | undefined {
    return this.#cells[column] === null ? undefined : this.integer(column);
  }

  bytes(column: keyof Row & string): Uint8Array {
    const value = this.#cells[column];
    if (!(value instanceof Uint8Array)) throw this.#corrupt(`${column} is not bytes`);
    return value;
  }

  /** Numbers of 32 bits, little-endian as every machine that Node.js runs on has them. */
  vector(column: keyof Row & string): Float32Array {
    const bytes = this.bytes(column);
    if (bytes.length % Float32Array.BYTES_PER_ELEMENT !== 0) throw this.#corrupt(`${column} is no vector`);
    const { buffer, byteOffset, byteLength } = bytes;
    // SQLite gives no promise that its bytes begin where numbers may; mostly they do, and every copy costs a search time.
    if (byteOffset % Float32Array.BYTES_PER_ELEMENT !== 0) return new Float32Array(bytes.slice().buffer);
    return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
  }

  /** A JSON document whose shape `check` recognises. */
  json<Document>(column: keyof Row & string, check: (value: JsonValue) => boolean): Document {
    let value: JsonValue;
    try {
      value = JSON.parse(this.text(column));
    } catch (cause) {
      if (cause instanceof StoreError) throw cause;
      throw this.#corrupt(`${column} is not JSON`);
    }
    if (!check(value)) throw this.#corrupt(`${column} has an unknown shape`);
    return value as unknown as Document;
  }

  optionalJson<Document>(
    column: keyof Row & string,
    check: (value: JsonValue) => boolean,
  ): Document | undefined {
    return this.#cells[column] === null ? undefined : this.json<Document>(column, check);
  }

  #corrupt(reason: string): CorruptRowError {
    const key: Record<string, string | number> = {};
    for (const column of this.#table.key) {
      const value = this.#cells[column];
      key[column] = typeof value === 'number' ? value : fromColumnText(String(value));
    }
    return new CorruptRowError({ table: this.#table.name, key, reason });
  }
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isListOfObjects = (value: JsonValue | undefined): value is JsonObject[] =>
  Array.isArray(value) && value.every(isObject);

/** As far as other rooms rely on it without looking: lists of named nodes and connections. */
export const isDefinition = (value: JsonValue | undefined): boolean =>
  isObject(value) &&
  [value.nodes, value.connections].every(
    (list) =>
      list === undefined ||
      (isListOfObjects(list) &&
        list.every((item) => typeof item.name === 'string' && typeof item.type === 'string')),
  );
