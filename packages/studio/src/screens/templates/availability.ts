import type { Check } from '@streambed/model/streambed';
import type { Need, Template } from './template.ts';

/** What the server's own checks say of it, as far as templates want to know. */
export interface ServerParts {
  readonly services: ReadonlySet<'agents'>;
  readonly functions: ReadonlySet<string>;
}

const AGENTS = /^agents?\b/i;

/** Read from Doctor: a service is there when a check that names it went well. */
export const serverParts = (checks: readonly Check[]): ServerParts => {
  const well = checks.filter(({ status }) => status === 'ok').map(({ name }) => name);
  return {
    services: new Set(well.some((name) => AGENTS.test(name)) ? ['agents' as const] : []),
    functions: new Set(well.flatMap((name) => /^function (.+)$/.exec(name)?.[1] ?? [])),
  };
};

/** Templates that need a service this server does not have are not shown: nobody could run them here. */
export const isShown = ({ needs }: Template, { services }: ServerParts): boolean =>
  needs.every((need) => need.kind !== 'service' || services.has(need.service));

/** What somebody has to put in place before the template runs. */
export const missingOf = ({ needs }: Template, { functions }: ServerParts): readonly Need[] =>
  needs.filter((need) => need.kind === 'function' && !functions.has(need.name));
