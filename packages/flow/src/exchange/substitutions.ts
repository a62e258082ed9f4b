import type { JsonObject, JsonValue } from '@streambed/model';

/** A value for a `${name}`: what CloudFormation's DefinitionSubstitutions take. */
export type Substitution = string | number | boolean;

export interface Substituted<Value> {
  readonly value: Value;
  /** Names that stood in the value. */
  readonly used: ReadonlySet<string>;
}

const PLACE = /\$\{([A-Za-z0-9_]+)\}/g;

/**
 * Replaces `${name}` in the texts of a definition, keys left alone. A text that is nothing but `${name}` becomes the
 * value itself, number or boolean included. Names without a value stay: a prompt or some code may mean them.
 */
export const substituteInValue = (
  value: JsonValue,
  substitutions: ReadonlyMap<string, Substitution>,
): Substituted<JsonValue> => {
  const used = new Set<string>();
  const take = (name: string): Substitution | undefined => {
    const found = substitutions.get(name);
    if (found !== undefined) used.add(name);
    return found;
  };
  const visit = (part: JsonValue): JsonValue => {
    if (typeof part === 'string') {
      const whole = /^\$\{([A-Za-z0-9_]+)\}$/.exec(part);
      if (whole) return take(whole[1]!) ?? part;
      return part.replace(PLACE, (place, name: string) => String(take(name) ?? place));
    }
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part as JsonObject).map(([key, item]) => [key, visit(item)]));
  };
  return { value: visit(value), used };
};

/**
 * Replaces `${name}` in a JSON text. Inside of a text of it the value is escaped, so that no value can break out;
 * elsewhere it stands as JSON (`"maxTokens": ${limit}`).
 */
export const substituteInJsonText = (
  text: string,
  substitutions: ReadonlyMap<string, Substitution>,
): Substituted<string> => {
  const used = new Set<string>();
  let inText = false;
  // One pass over escapes, quotes and places, so that it is always known what a place stands in.
  const value = text.replace(/\\[\s\S]|"|\$\{([A-Za-z0-9_]+)\}/g, (found, name: string | undefined) => {
    if (found === '"') inText = !inText;
    const substitution = name === undefined ? undefined : substitutions.get(name);
    if (name === undefined || substitution === undefined) return found;
    used.add(name);
    return inText ? JSON.stringify(String(substitution)).slice(1, -1) : JSON.stringify(substitution);
  });
  return { value, used };
};
