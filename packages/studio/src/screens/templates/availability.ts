import type { Check } from '@streambed/model/streambed';
import type { Need, Template } from './template.ts';

/** What the server's own checks say of it, as far as templates want to know. */
export interface ServerParts {
  readonly services: ReadonlySet<'knowledgeBases' | 'agents'>;
  readonly functions: ReadonlySet<string>;
}

const SERVICES = [
  ['knowledgeBases', /^knowledge ?bases?\b/i],
  ['agents', /^agents?\b/i],
] as const;

/** Read from Doctor: a service is there when a check that names it went well. */
export const serverParts = (checks: readonly Check[]): ServerParts => {
  const well = checks.filter(({ status }) => status === 'ok').map(({ name }) => name);
  return {
    services: new Set(
      SERVICES.filter(([, name]) => well.some((check) => name.test(check))).map(([service]) => service),
    ),
    functions: new Set(well.flatMap((name) => /^function (.+)$/.exec(name)?.[1] ?? [])),
  };
};

/** Templates that need a service this server does not have are not shown: nobody could run them here. */
export const isShown = ({ needs }: Template, { services }: ServerParts): boolean =>
  needs.every((need) => {
    if (need.kind === 'knowledgeBase') return services.has('knowledgeBases');
    return need.kind !== 'service' || services.has(need.service);
  });

/** What somebody has to put in place before the template runs. */
export const missingOf = ({ needs }: Template, { functions }: ServerParts): readonly Need[] =>
  needs.filter((need) => need.kind === 'function' && !functions.has(need.name));
