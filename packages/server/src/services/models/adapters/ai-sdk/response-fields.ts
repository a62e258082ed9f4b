import type { JsonObject, JsonValue } from '@streambed/model';
import type { AiSdkType } from './ai-sdk-type.ts';
import { memberOf, objectIn, objectsIn } from './json-shape.ts';

/**
 * additionalModelResponseFields: what the JSON pointers (RFC 6901) of additionalModelResponseFieldPaths find in the
 * provider's own answer, each at its place in one object. A pointer that finds nothing adds nothing; undefined when
 * none finds anything.
 */
export function responseFields(answer: unknown, paths: readonly string[] = []): JsonValue | undefined {
  const fields = new Fields();
  for (const path of paths) {
    const names = namesOf(path);
    const found = names?.reduce<JsonValue | undefined>(memberOf, answer as JsonValue | undefined);
    if (names && found !== undefined) fields.put(names, found);
  }
  return fields.value();
}

/** A tree of members under way; maps, because a member may be called `__proto__`. */
class Fields {
  readonly #members = new Map<string, Fields | JsonValue>();

  put([name = '', ...rest]: readonly string[], value: JsonValue): void {
    const own = this.#members.get(name);
    if (rest.length === 0) this.#members.set(name, value);
    else if (own === undefined || own instanceof Fields) {
      const below = own ?? new Fields();
      this.#members.set(name, below);
      below.put(rest, value);
    }
  }

  value(): JsonObject | undefined {
    if (this.#members.size === 0) return undefined;
    return Object.fromEntries(
      [...this.#members].flatMap(([name, member]) => {
        const value = member instanceof Fields ? member.value() : member;
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  }
}

function namesOf(path: string): string[] | undefined {
  if (!path.startsWith('/')) return undefined;
  return path
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Gathers from a stream's events the answer that its provider would have given whole, without the content. */
export interface GatheredAnswer {
  add(event: unknown): void;
  readonly answer: JsonObject;
}

export function createGatheredAnswer(type: AiSdkType): GatheredAnswer {
  let answer: JsonObject = {};
  return {
    get answer() {
      return answer;
    },
    add(event) {
      const given = objectIn(event) ?? {};
      answer = type === 'anthropic' ? withMessageEvent(answer, given) : withChunk(answer, given);
    },
  };
}

function withMessageEvent(answer: JsonObject, { type, message, delta, usage }: JsonObject): JsonObject {
  if (type === 'message_start') return { ...objectIn(message) };
  if (type !== 'message_delta') return answer;
  return { ...answer, ...objectIn(delta), usage: { ...objectIn(answer.usage), ...objectIn(usage) } };
}

/** OpenAI's and Gemini's chunks say again what they have; the last chunk has no choices but the usage. */
function withChunk(answer: JsonObject, chunk: JsonObject): JsonObject {
  const merged = { ...answer, ...chunk };
  for (const list of ['choices', 'candidates']) {
    const before = objectsIn(answer[list])[0];
    const now = objectsIn(chunk[list])[0];
    if (before || now) merged[list] = [{ ...before, ...now }];
  }
  return merged;
}
