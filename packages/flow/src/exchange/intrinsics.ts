import type { JsonObject, JsonValue } from '@streambed/model';
import { ExchangeError } from './exchange-error.ts';

/** What a template's values may refer to. */
export interface TemplateWorld {
  /** How messages name the template. */
  readonly file: string;
  /** Values given by hand (`--set`): names of parameters, resources, attributes (`Role.Arn`), exports, pseudo parameters. */
  readonly given: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, JsonValue>;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  /** Stands for a value that only a stack knows, by its name. Without it such names are `missing`. */
  readonly placeholder?: (name: string) => string;
}

/** Pseudo parameters that are the same for nearly everybody; the others must be given. */
const pseudoParameters = new Map<string, string>([
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
]);

/** Stands for a property that the template wants left out. */
const NO_VALUE = Symbol('AWS::NoValue');
type Resolved = JsonValue | typeof NO_VALUE;

/**
 * Replaces CloudFormation's intrinsic functions by their values, as far as they can be known without a stack. Source:
 * the CloudFormation template reference, "Intrinsic functions".
 */
export class IntrinsicResolver {
  readonly #world: TemplateWorld;
  /** Names for which there is no value; in the order met. */
  readonly missing = new Set<string>();
  /** Names of `given` that were asked for. */
  readonly used = new Set<string>();
  readonly #underWay = new Set<string>();

  constructor(world: TemplateWorld) {
    this.#world = world;
  }

  /**
   * The value without functions. Names without a value are noted in `missing` and stand as empty texts. Throws an
   * ExchangeError for a function that only a stack can answer, or that is used wrongly.
   */
  resolve(value: JsonValue): JsonValue {
    const resolved = this.#resolve(value);
    return resolved === NO_VALUE ? null : resolved;
  }

  /** Whether a condition of the template holds. */
  holds(name: string): boolean {
    const condition = ownValue(this.#world.conditions, name);
    if (condition === undefined) throw this.#wrong(`refers to the condition ${name}, which it does not have`);
    if (this.#underWay.has(name)) throw this.#wrong(`has the condition ${name}, which refers to itself`);
    this.#underWay.add(name);
    try {
      return this.#truth(condition);
    } finally {
      this.#underWay.delete(name);
    }
  }

  #resolve(value: JsonValue): Resolved {
    if (Array.isArray(value))
      return value.map((item) => this.#resolve(item)).filter((item): item is JsonValue => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const [key, argument] = soleEntry(value) ?? [];
    if (key !== undefined && argument !== undefined) {
      if (key === 'Ref') return this.#reference(this.#text(argument, 'Ref'));
      if (key.startsWith('Fn::')) return this.#call(key.slice(4), argument);
    }
    const entries: [string, JsonValue][] = [];
    for (const [name, item] of Object.entries(value)) {
      const resolved = this.#resolve(item);
      if (resolved !== NO_VALUE) entries.push([name, resolved]);
    }
    return Object.fromEntries(entries);
  }

  #call(name: string, argument: JsonValue): Resolved {
    switch (name) {
      case 'Sub':
        return this.#substitute(argument);
      case 'GetAtt':
        return this.#named(this.#texts(argument, 'Fn::GetAtt').join('.'));
      case 'ImportValue':
        return this.#named(this.#text(this.resolve(argument), 'Fn::ImportValue'));
      case 'Join': {
        const [separator, parts] = this.#arguments(argument, 'Fn::Join', 2);
        return this.#texts(parts!, 'Fn::Join').join(this.#text(separator!, 'Fn::Join'));
      }
      case 'Split': {
        const [separator, text] = this.#arguments(argument, 'Fn::Split', 2);
        return this.#text(text!, 'Fn::Split').split(this.#text(separator!, 'Fn::Split'));
      }
      case 'Select': {
        const [index, list] = this.#arguments(argument, 'Fn::Select', 2);
        const chosen = Array.isArray(list) ? list[Number(index)] : undefined;
        if (chosen !== undefined) return chosen;
        if (this.missing.size > 0) return '';
        if (this.#world.placeholder) return this.#world.placeholder('Fn::Select');
        throw this.#wrong(`selects item ${JSON.stringify(index)} from a list without one`);
      }
      case 'FindInMap':
        return this.#findInMap(argument);
      case 'If': {
        if (!Array.isArray(argument) || argument.length !== 3) throw this.#misused('Fn::If');
        const [condition, then, otherwise] = argument as [JsonValue, JsonValue, JsonValue];
        return this.#resolve(this.holds(this.#text(condition, 'Fn::If')) ? then : otherwise);
      }
      default:
        if (this.#world.placeholder) return this.#world.placeholder(`Fn::${name}`);
        throw this.#wrong(
          `uses Fn::${name}, which only CloudFormation itself can answer; put the value in its place`,
        );
    }
  }

  #reference(name: string): Resolved {
    if (name === 'AWS::NoValue') return NO_VALUE;
    const parameter = this.#world.parameters.get(name);
    return this.#world.given.has(name) || parameter === undefined ? this.#named(name) : parameter;
  }

  #named(name: string): JsonValue {
    const given = this.#world.given.get(name) ?? pseudoParameters.get(name);
    this.used.add(name);
    if (given !== undefined) return given;
    if (this.#world.placeholder) return this.#world.placeholder(name);
    this.missing.add(name);
    return '';
  }

  #substitute(argument: JsonValue): JsonValue {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    if (typeof text !== 'string' || typeof variables !== 'object' || Array.isArray(variables))
      throw this.#misused('Fn::Sub');
    return text.replace(/\$\{(!?)([^{}]*)\}/g, (_, literal: string, raw: string) => {
      if (literal !== '') return `\${${raw}}`;
      const name = raw.trim();
      const local = variables === null ? undefined : ownValue(variables as JsonObject, name);
      const value = local === undefined ? this.#reference(name) : this.resolve(local);
      return typeof value === 'object' || value === NO_VALUE
        ? this.#text(value === NO_VALUE ? null : value, 'Fn::Sub')
        : String(value);
    });
  }

  #findInMap(argument: JsonValue): JsonValue {
    const [map, first, second] = this.#arguments(argument, 'Fn::FindInMap', 3).map((part) => String(part));
    if (this.missing.size > 0) return '';
    const found = [map!, first!, second!].reduce<JsonValue | undefined>(
      (level, key) =>
        typeof level === 'object' && level !== null && !Array.isArray(level)
          ? ownValue(level, key)
          : undefined,
      this.#world.mappings,
    );
    if (found === undefined && this.#world.placeholder)
      return this.#world.placeholder(`${map}.${first}.${second}`);
    if (found === undefined)
      throw this.#wrong(`looks up ${map}.${first}.${second}, which its Mappings do not have`);
    return found;
  }

  #truth(condition: JsonValue): boolean {
    const [name, argument] =
      typeof condition === 'object' && condition !== null && !Array.isArray(condition)
        ? (soleEntry(condition) ?? [])
        : [];
    const all = Array.isArray(argument) ? argument : [];
    switch (name) {
      case 'Condition':
        return this.holds(this.#text(argument!, 'Condition'));
      case 'Fn::Equals': {
        const [left, right] = this.#arguments(argument!, 'Fn::Equals', 2);
        return String(left) === String(right);
      }
      case 'Fn::And':
        return all.every((part) => this.#truth(part));
      case 'Fn::Or':
        return all.some((part) => this.#truth(part));
      case 'Fn::Not':
        return !this.#truth(all[0] ?? null);
      default:
        throw this.#wrong(
          'has a condition that is none of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition',
        );
    }
  }

  #arguments(argument: JsonValue, name: string, count: number): JsonValue[] {
    const resolved = Array.isArray(argument) ? argument.map((part) => this.resolve(part)) : [];
    if (resolved.length !== count) throw this.#misused(name);
    return resolved;
  }

  #texts(value: JsonValue, name: string): string[] {
    const list = typeof value === 'string' ? value.split(',') : value;
    if (!Array.isArray(list)) throw this.#misused(name);
    return list.map((item) => this.#text(this.resolve(item), name));
  }

  #text(value: JsonValue, name: string): string {
    if (typeof value === 'object') throw this.#misused(name);
    return String(value);
  }

  #misused(name: string): Error {
    return this.#wrong(`uses ${name} with arguments that it does not take`);
  }

  #wrong(what: string): Error {
    return new ExchangeError(`${this.#world.file} ${what}.`);
  }
}

const ownValue = (value: JsonObject, key: string): JsonValue | undefined =>
  Object.hasOwn(value, key) ? value[key] : undefined;

const soleEntry = (value: JsonObject): [string, JsonValue] | undefined => {
  const entries = Object.entries(value);
  return entries.length === 1 ? entries[0] : undefined;
};
