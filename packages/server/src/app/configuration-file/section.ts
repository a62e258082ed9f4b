import type { Environment } from '../configuration.ts';
import { didYouMean } from './did-you-mean.ts';
import { substitute } from './environment-reference.ts';
import type { Report, YamlMap, YamlValue } from './yaml-value.ts';

/** How the file names an environment variable. */
const A_REFERENCE = `\${NAME}`;

/** What all sections of one file share. */
export interface Reading {
  readonly env: Environment;
  readonly report: Report;
  /** Secrets that the file refers to gather here. */
  readonly secrets: Set<string>;
}

/**
 * One map of the file, read member by member. Each method reports what is wrong and then answers undefined, so that
 * one look at the file finds all mistakes; members that nobody asked for are reported by `end`.
 */
export class Section {
  readonly line: number;
  readonly path: string;
  readonly #map: YamlMap;
  readonly #reading: Reading;
  readonly #asked = new Set<string>();

  constructor(map: YamlMap, reading: Reading) {
    this.#map = map;
    this.#reading = reading;
    this.line = map.line;
    this.path = map.path;
  }

  /** Names of all members, for maps whose names are chosen freely. */
  names(): readonly string[] {
    return [...this.#map.members.keys()];
  }

  has(name: string): boolean {
    return this.#map.members.has(name);
  }

  /** Reports a problem of a member, or of the section itself when it has no such member. */
  problem(name: string | undefined, problem: string): undefined {
    this.#reading.report(
      (name === undefined ? undefined : this.#map.members.get(name)) ?? this.#map,
      problem,
    );
    return undefined;
  }

  /** A text; `accepts` ends the sentence "must be …". */
  text(name: string, accepts = 'a text', pattern?: RegExp): string | undefined {
    const value = this.#scalar(name, accepts);
    if (value === undefined) return undefined;
    const text = typeof value === 'string' ? this.#substituted(name, value) : undefined;
    if (typeof value === 'string' && text === undefined) return undefined;
    if (text === undefined || text === '' || (pattern && !pattern.test(text)))
      return this.problem(name, `must be ${accepts}`);
    return text;
  }

  /** Text, number or flag, as text. */
  anyScalar(name: string, accepts: string): string | undefined {
    const value = this.#scalar(name, accepts);
    return typeof value === 'string' ? this.#substituted(name, value) : value?.toString();
  }

  /** A number from `minimum` to `maximum`; a whole one unless `fraction`. */
  number(name: string, minimum: number, maximum: number, fraction = false): number | undefined {
    const accepts = `a ${fraction ? '' : 'whole '}number from ${minimum} to ${maximum}`;
    const value = this.#scalar(name, accepts);
    if (value === undefined) return undefined;
    const text = typeof value === 'string' ? this.#substituted(name, value) : value;
    if (text === undefined) return undefined;
    const number = typeof text === 'string' && text.trim() !== '' ? Number(text) : text;
    const fits = typeof number === 'number' && number >= minimum && number <= maximum;
    return fits && (fraction || Number.isInteger(number)) ? number : this.problem(name, `must be ${accepts}`);
  }

  flag(name: string): boolean | undefined {
    const value = this.#scalar(name, 'true or false');
    return value === undefined || typeof value === 'boolean'
      ? value
      : this.problem(name, 'must be true or false');
  }

  oneOf<Name extends string>(name: string, known: readonly Name[]): Name | undefined {
    const value = this.text(name, `one of ${known.join(', ')}`);
    if (value === undefined) return undefined;
    return (
      known.find((one) => one === value) ??
      this.problem(name, `must be one of ${known.join(', ')}${didYouMean(value, known)}`)
    );
  }

  /** A secret: a reference to an environment variable and nothing else, so that the file may be shown and shared. */
  secret(name: string): (() => string) | undefined {
    const value = this.#scalar(name, A_REFERENCE);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || !/^\s*\$\{[^}]*\}\s*$/u.test(value))
      return this.problem(
        name,
        `is a secret, which has no place in this file; put it in an environment variable and write ${A_REFERENCE} here`,
      );
    const text = this.#substituted(name, value.trim());
    if (text === undefined) return undefined;
    this.#reading.secrets.add(text);
    return () => text;
  }

  /** An http or https address without credentials, query or fragment; `refuse` may say what else is wrong with it. */
  address(name: string, refuse: (url: URL) => string | undefined = () => undefined): string | undefined {
    const accepts = 'an http or https address such as http://127.0.0.1:8000/v1';
    const text = this.text(name, accepts);
    if (text === undefined) return undefined;
    const url = URL.parse(text);
    if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
      return this.problem(name, `must be ${accepts}`);
    if (url.username !== '' || url.password !== '')
      return this.problem(name, 'must not hold a user or password; use apiKey or headers');
    if (url.search !== '' || url.hash !== '')
      return this.problem(name, 'must not have a query or a fragment');
    const refused = refuse(url);
    return refused === undefined ? text : this.problem(name, refused);
  }

  /** A list of texts, none of them empty; `accepts` ends the sentence "must be …". */
  texts(name: string, accepts: string): readonly string[] | undefined {
    const value = this.#member(name);
    if (value === undefined) return undefined;
    if (value.kind !== 'list') return this.problem(name, `must be ${accepts}`);
    const texts = value.items.map((item) =>
      item.kind === 'scalar' && typeof item.value === 'string'
        ? this.#substituted(name, item.value)
        : undefined,
    );
    return texts.every((text) => text !== undefined && text !== '')
      ? (texts as readonly string[])
      : this.problem(name, `must be ${accepts}`);
  }

  /** A map below this one; an empty one when it is left empty. */
  section(name: string): Section | undefined {
    const value = this.#member(name);
    if (value === undefined) return undefined;
    return asSection(value, this.#reading);
  }

  /** A list of maps below this one. */
  sections(name: string): readonly Section[] {
    const value = this.#member(name);
    if (value === undefined || isNull(value)) return [];
    if (value.kind !== 'list') {
      this.problem(name, 'must be a list; begin each of its entries with "- "');
      return [];
    }
    return value.items.map((item) => asSection(item, this.#reading)).filter((item) => item !== undefined);
  }

  /** Reports every member that was not asked for. */
  end(): void {
    const known = [...this.#asked];
    for (const name of this.#map.members.keys())
      if (!this.#asked.has(name)) this.problem(name, `is not known here${didYouMean(name, known)}`);
  }

  #member(name: string): YamlValue | undefined {
    this.#asked.add(name);
    return this.#map.members.get(name);
  }

  #scalar(name: string, accepts: string): string | number | boolean | undefined {
    const value = this.#member(name);
    if (value === undefined) return undefined;
    if (isNull(value)) return this.problem(name, 'has no value; give it one or remove it');
    return value.kind === 'scalar' && value.value !== null
      ? value.value
      : this.problem(name, `must be ${accepts}`);
  }

  #substituted(name: string, text: string): string | undefined {
    const { text: substituted, problems } = substitute(text, this.#reading.env);
    for (const problem of problems) this.problem(name, problem);
    return problems.length === 0 ? substituted : undefined;
  }
}

const isNull = (value: YamlValue): boolean => value.kind === 'scalar' && value.value === null;

/** A value as a section; reported when it is something else. A value left empty is a section without members. */
export function asSection(value: YamlValue, reading: Reading): Section | undefined {
  if (value.kind === 'map') return new Section(value, reading);
  if (isNull(value)) return new Section({ ...value, kind: 'map', members: new Map() }, reading);
  reading.report(value, 'must be a group of settings, each as "name: value"');
  return undefined;
}
