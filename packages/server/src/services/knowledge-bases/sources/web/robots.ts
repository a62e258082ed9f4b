import { matchesWildcard } from '../../../wildcard.ts';

/** What a site lets us fetch: whether a URL's path and query may be asked for. */
export type Robots = (pathAndQuery: string) => boolean;

export const EVERYTHING: Robots = () => true;

/** Bytes of a robots.txt that are read; RFC 9309 section 2.5 asks for at least 500 KiB. */
export const ROBOTS_SIZE = 500 * 1024;

/** Rules of one group, and characters of one rule, that are heeded; of more, nobody would know what they mean. */
const RULES = 2_000;
const RULE_LENGTH = 2_000;

interface Rule {
  readonly allows: boolean;
  readonly pattern: string;
}

/**
 * Reads a robots.txt (RFC 9309) for the product `token`: the groups that name it, put together, else those for `*`. The
 * longest rule that matches decides, Allow where two are as long; what no rule matches is allowed.
 */
export function parseRobots(text: string, token: string): Robots {
  const rules = rulesFor(text, token.toLowerCase());
  return (pathAndQuery) => {
    const path = normalised(pathAndQuery);
    let best: Rule | undefined;
    for (const rule of rules) {
      if (!matches(rule.pattern, path)) continue;
      const longer = rule.pattern.length - (best?.pattern.length ?? -1);
      if (longer > 0 || (longer === 0 && rule.allows)) best = rule;
    }
    return best?.allows ?? true;
  };
}

function rulesFor(text: string, token: string): readonly Rule[] {
  const groups = new Map<string, Rule[]>();
  let current: Rule[][] = [];
  /** A group begins with its agents: one after a rule begins the next. */
  let isNaming = false;
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n?|\n/)) {
    const [statement = ''] = line.split('#', 1);
    const colon = statement.indexOf(':');
    if (colon < 0) continue;
    const name = statement.slice(0, colon).trim().toLowerCase();
    const value = statement.slice(colon + 1).trim();
    if (name === 'user-agent') {
      if (!isNaming) current = [];
      isNaming = true;
      const agent = productOf(value);
      const rules = groups.get(agent) ?? [];
      groups.set(agent, rules);
      current.push(rules);
    } else if (name === 'allow' || name === 'disallow') {
      isNaming = false;
      if (value === '') continue;
      const rule = { allows: name === 'allow', pattern: normalised(value.slice(0, RULE_LENGTH)) };
      for (const rules of current) if (rules.length < RULES) rules.push(rule);
    }
  }
  return groups.get(token) ?? groups.get('*') ?? [];
}

/** `Streambed/1.0 (+https://…)` names streambed. */
const productOf = (agent: string): string =>
  agent === '*' ? '*' : (/^[a-z_-]+/i.exec(agent)?.[0].toLowerCase() ?? '');

/** `$` at the end ties the rule to the path's end; else it is a beginning. */
const matches = (pattern: string, path: string): boolean =>
  pattern.endsWith('$') ? matchesWildcard(pattern.slice(0, -1), path) : matchesWildcard(`${pattern}*`, path);

/** One spelling for what percent-encoding lets be written in several (RFC 9309 section 2.2.2). */
const normalised = (text: string): string =>
  text
    .replace(/%[0-9a-f]{2}/gi, (encoded) => {
      const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
      return /[a-z0-9._~-]/i.test(character) ? character : encoded.toUpperCase();
    })
    .replace(/[^\u0021-\u007e]/gu, (character) => encodeURIComponent(character.toWellFormed()));
