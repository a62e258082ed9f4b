import type { CompiledQuery } from 'kysely';
import { toColumnText } from './column-text.ts';

/** What a statement is bound with. */
export type SqlValue = string | number | Uint8Array | null;

/** Text as it stands in a column already; bound as it is (column-text.ts). */
export class StoredText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A query that was compiled ahead: its SQL text is a constant of the program, and all data goes through bound values.
 * `Row` is what a select gives. Plain data, so that it can be kept in a file (dialects/sqlite/compiled-sql.ts).
 */
export interface Query<Params, Row = unknown> {
  readonly sql: string;
  /**
   * What each parameter of the statement is bound to, in order, with a blank between: the name of a property of
   * `Params`, or `=` and a constant as JSON.
   */
  readonly slots: string;
  /** Functions on vectors, which a dialect may have to load before it knows the statement. */
  readonly needsVectors?: true;
  /** Only for the compiler. */
  readonly types?: (params: Params) => Row;
}

/** Stands in a query, while it is being built, where a value will be bound. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Compiles a Kysely query with named parameters. `build` gets an object whose every property is a stand-in for the
 * value of that name; it may only pass them on to the query, not look at them.
 */
export function compileQuery<Params extends object, Row>(
  build: (params: Params) => { compile(): CompiledQuery<Row> },
): Query<Params, Row> {
  const standIns = new Proxy({} as Params, { get: (_, name) => new Slot(String(name)) });
  const { sql, parameters } = build(standIns).compile();
  const slots = parameters.map((parameter) =>
    parameter instanceof Slot ? parameter.name : `=${JSON.stringify(parameter)}`,
  );
  // A blank in a constant would cut it in two.
  if (slots.some((slot) => slot.includes(' '))) throw new Error(`A constant of a query has a blank: ${sql}`);
  return { sql, slots: slots.join(' ') };
}

/** What a slot is bound to: a constant, or the property of that name. */
type ReadSlot = { readonly name: string } | { readonly constant: SqlValue };

/** Slots as they were read; there are as many as queries, which are constants of the program. */
const slotsRead = new WeakMap<object, readonly ReadSlot[]>();

function slotsOf(query: Query<never>): readonly ReadSlot[] {
  let slots = slotsRead.get(query);
  if (slots === undefined) {
    slots = query.slots
      .split(' ')
      .filter((slot) => slot !== '')
      .map((slot) =>
        slot.startsWith('=') ? { constant: JSON.parse(slot.slice(1)) as SqlValue } : { name: slot },
      );
    slotsRead.set(query, slots);
  }
  return slots;
}

/** The values of a query's parameters, in order, ready to be bound. */
export function bindValues<Params>(query: Query<Params>, params: Params): SqlValue[] {
  return slotsOf(query).map((slot) => {
    if ('constant' in slot) return slot.constant;
    const value = (params as Record<string, SqlValue | StoredText>)[slot.name];
    if (value === undefined) throw new TypeError(`The query has no value for ${slot.name}.`);
    if (value instanceof StoredText) return value.text;
    return typeof value === 'string' ? toColumnText(value) : value;
  });
}
