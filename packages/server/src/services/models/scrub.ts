const HIDDEN = '***';

/** A text without the secrets that stand in it as they are. */
export function scrub(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) if (safe.includes(secret)) safe = safe.replaceAll(secret, HIDDEN);
  return safe;
}

/** Any JSON-like value with its texts scrubbed, names of members included; the same value when there is nothing to hide. */
export function scrubAll<Value>(value: Value, secrets: readonly string[]): Value {
  if (!secrets.some((secret) => holds(value, secret))) return value;
  return scrubbed(value, secrets) as Value;
}

function holds(value: unknown, secret: string): boolean {
  if (typeof value === 'string') return value.includes(secret);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return Object.entries(value).some(([name, member]) => name.includes(secret) || holds(member, secret));
}

function scrubbed(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return scrub(value, secrets);
  if (Array.isArray(value)) return value.map((item) => scrubbed(item, secrets));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [scrub(name, secrets), scrubbed(member, secrets)]),
  );
}

/** The same for a text that comes in pieces: what may be the beginning of a secret is held back until it is clear. */
export interface Scrubber {
  push(piece: string): string;
  /** What was held back and is no secret. */
  end(): string;
}

export function createScrubber(secrets: readonly string[]): Scrubber {
  let held = '';
  return {
    push(piece) {
      const text = scrub(held + piece, secrets);
      const length = beginningAtEnd(text, secrets);
      held = text.slice(text.length - length);
      return text.slice(0, text.length - length);
    },
    end() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}

/** How many characters at the end of a text may be the beginning of a secret. */
function beginningAtEnd(text: string, secrets: readonly string[]): number {
  let longest = 0;
  for (const secret of secrets) {
    const most = Math.min(secret.length - 1, text.length);
    for (let length = most; length > longest; length--)
      if (text.endsWith(secret.slice(0, length))) {
        longest = length;
        break;
      }
  }
  return longest;
}
