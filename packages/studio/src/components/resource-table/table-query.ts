/** How a value is compared: contains, does not contain, is, is not, begins with, and the orders. */
export type FilterOperator = ':' | '!:' | '=' | '!=' | '^' | '!^' | '<' | '<=' | '>' | '>=';

/** One condition of a filter. Without a property it looks in every text of a row. */
export interface FilterToken {
  readonly propertyKey?: string;
  readonly operator: FilterOperator;
  readonly value: string;
}

export interface FilterQuery {
  readonly tokens: readonly FilterToken[];
  readonly operation: 'and' | 'or';
}

export interface TableSort {
  readonly column: string;
  readonly isDescending: boolean;
}

/** What a table shows, as its address says. */
export interface TableQuery {
  readonly filter: FilterQuery;
  readonly sort: TableSort | undefined;
}

const TOKEN = /^([\w.-]*?)(!=|!:|!\^|>=|<=|=|:|\^|>|<)([\s\S]*)$/;

const readToken = (text: string): FilterToken | undefined => {
  const match = TOKEN.exec(text);
  if (!match) return undefined;
  const [, key, operator, value] = match as unknown as [string, string, FilterOperator, string];
  return { ...(key !== '' && { propertyKey: key }), operator, value };
};

/** `?f=status%3DPrepared&f=%3Adigest&op=or&sort=-updated`; what cannot be read is left out. */
export const readTableQuery = (parameters: URLSearchParams): TableQuery => {
  const tokens = parameters.getAll('f').flatMap((text) => readToken(text) ?? []);
  const sort = parameters.get('sort');
  return {
    filter: { tokens, operation: parameters.get('op') === 'or' ? 'or' : 'and' },
    sort: sort ? { column: sort.replace(/^-/, ''), isDescending: sort.startsWith('-') } : undefined,
  };
};

/** The parameters with the query in them; all others stay. */
export const writeTableQuery = (
  parameters: URLSearchParams,
  { filter, sort }: TableQuery,
): URLSearchParams => {
  const written = new URLSearchParams(parameters);
  for (const name of ['f', 'op', 'sort']) written.delete(name);
  for (const { propertyKey = '', operator, value } of filter.tokens)
    written.append('f', `${propertyKey}${operator}${value}`);
  if (filter.operation === 'or' && filter.tokens.length > 1) written.set('op', 'or');
  if (sort) written.set('sort', `${sort.isDescending ? '-' : ''}${sort.column}`);
  return written;
};

/** What a row has for a property: one value, several (tags), or none. */
export type FilterValue = string | number | boolean | undefined | readonly string[];

/** How the rows of a table are read by filters. */
export interface FilterReader<Item> {
  value(item: Item, propertyKey: string): FilterValue;
  /** Everything of the row that words are looked for in. */
  texts(item: Item): readonly string[];
}

export const matchesFilter = <Item>(item: Item, filter: FilterQuery, reader: FilterReader<Item>): boolean => {
  const { tokens, operation } = filter;
  if (tokens.length === 0) return true;
  const holds = (token: FilterToken) => matchesToken(item, token, reader);
  return operation === 'or' ? tokens.some(holds) : tokens.every(holds);
};

const matchesToken = <Item>(item: Item, token: FilterToken, reader: FilterReader<Item>): boolean => {
  const { propertyKey, operator, value } = token;
  const found = propertyKey === undefined ? reader.texts(item) : reader.value(item, propertyKey);
  if (operator.startsWith('!'))
    return !matchesToken(item, { ...token, operator: operator.slice(1) as FilterOperator }, reader);
  if (found === undefined) return false;
  if (Array.isArray(found)) return found.some((text) => matchesText(text, operator, value));
  if (typeof found === 'number' && /^[<>=]/.test(operator)) return compare(found, operator, Number(value));
  return matchesText(String(found), operator, value);
};

const matchesText = (text: string, operator: FilterOperator, value: string): boolean => {
  const [has, wanted] = [text.toLowerCase(), value.toLowerCase()];
  if (operator === ':') return has.includes(wanted);
  if (operator === '^') return has.startsWith(wanted);
  if (operator === '=') return has === wanted;
  return compare(has, operator, wanted);
};

const compare = <Value extends number | string>(a: Value, operator: FilterOperator, b: Value): boolean => {
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  if (operator === '>') return a > b;
  if (operator === '>=') return a >= b;
  return a === b;
};

/** Orders rows by what a column has of them; rows without a value come last, either way round. */
export const compareBy =
  <Item>(keyOf: (item: Item) => string | number | undefined, isDescending: boolean) =>
  (first: Item, second: Item): number => {
    const [a, b] = [keyOf(first), keyOf(second)];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    const order =
      typeof a === 'string' && typeof b === 'string'
        ? a.localeCompare(b, undefined, { numeric: true, sensitivity: 'base' })
        : Number(a) - Number(b);
    return isDescending ? -order : order;
  };
