import { resolve } from 'node:path';
import type { AwsServiceConfiguration } from '../../services/aws/index.ts';
import type { CodeConfiguration } from '../../services/code/index.ts';
import type { FunctionDefaults, FunctionsConfiguration } from '../../services/functions/index.ts';
import type { KnowledgeBasesConfiguration } from '../../services/knowledge-bases/index.ts';
import type { ObjectsConfiguration } from '../../services/objects/index.ts';
import { refuseMetadata } from './refuse-metadata.ts';
import type { Section } from './section.ts';

/** Where what a section is about may be: in this server, or in AWS. */
export const MODES = ['embedded', 'aws'] as const;

/** The section `objects`. Relative folders count from `folder`. */
export function readObjects(section: Section | undefined, folder: string): ObjectsConfiguration {
  if (!section) return {};
  const aws = section.section('aws');
  const forcePathStyle = aws?.flag('forcePathStyle');
  const configuration = {
    ...present('mode', section.oneOf('mode', MODES)),
    ...present('routes', readRoutes(section, 'bucket')),
    ...present('maximumObjectBytes', section.number('maximumObjectBytes', 1, 5 * 1024 ** 3)),
    ...present('embedded', readFolder(section.section('embedded'), folder)),
    ...(aws && { aws: { ...readAws(aws), ...present('forcePathStyle', forcePathStyle) } }),
  };
  section.end();
  return configuration;
}

/** The section `functions`. Relative folders count from `folder`. */
export function readFunctions(section: Section | undefined, folder: string): FunctionsConfiguration {
  if (!section) return {};
  const aws = section.section('aws');
  const embedded = section.section('embedded');
  const defaults = embedded?.section('defaults');
  const configuration = {
    ...present('mode', section.oneOf('mode', MODES)),
    ...present('routes', readRoutes(section, 'function')),
    ...(embedded && {
      embedded: {
        ...(defaults && { defaults: readFunctionDefaults(defaults) }),
        ...readFolder(embedded, folder),
      },
    }),
    ...(aws && { aws: readAws(aws) }),
  };
  section.end();
  return configuration;
}

/** The section `knowledgeBases`. */
export function readKnowledgeBases(section: Section | undefined): KnowledgeBasesConfiguration {
  if (!section) return {};
  const aws = section.section('aws');
  const web = section.section('web');
  const configuration = {
    ...present('mode', section.oneOf('mode', MODES)),
    ...present('routes', readRoutes(section, 'knowledgeBase')),
    ...(aws && { aws: readBedrock(aws) }),
    ...(web && { web: readWeb(web) }),
  };
  section.end();
  return configuration;
}

function readWeb(section: Section): NonNullable<KnowledgeBasesConfiguration['web']> {
  const web = present('privateHosts', section.texts('privateHosts', 'a list of host names'));
  section.end();
  return web;
}

/** The section `code`: InlineCode. Seconds in the file, milliseconds in the configuration. */
export function readCode(section: Section | undefined): CodeConfiguration {
  if (!section) return {};
  const timeout = section.number('timeout', 1, 3_600);
  const configuration = {
    ...present('enabled', section.flag('enabled')),
    ...present('timeLimit', timeout === undefined ? undefined : timeout * 1_000),
    ...present('memoryLimit', section.number('memory', 16, 3_072)),
    ...present('outputLimit', section.number('maximumOutputBytes', 0, 16 * 1024 * 1024)),
    ...present('processes', section.number('processes', 1, 1_024)),
  };
  section.end();
  return configuration;
}

function readFunctionDefaults(section: Section): FunctionDefaults {
  const defaults = {
    ...present('timeout', section.number('timeout', 1, 900)),
    ...present('memory', section.number('memory', 128, 10_240)),
    ...present('concurrency', section.number('concurrency', 1, 100)),
    ...present('sandbox', section.oneOf('sandbox', ['on', 'off'] as const)),
  };
  section.end();
  return defaults;
}

function readFolder(section: Section | undefined, folder: string): { readonly folder?: string } | undefined {
  if (!section) return undefined;
  const path = section.text('folder', 'the path of a folder');
  section.end();
  return path === undefined ? {} : { folder: resolve(folder, path) };
}

type Route<Subject extends string> = { readonly [Name in Subject]: string } & {
  readonly mode: (typeof MODES)[number];
};

/** The list `routes` of a section; undefined when there is none. */
export function readRoutes<Subject extends string>(
  section: Section,
  subject: Subject,
): readonly Route<Subject>[] | undefined {
  if (!section.has('routes')) return undefined;
  return section.sections('routes').flatMap((route) => {
    const name = route.text(subject, `the name of a ${subject}, with * for any characters`);
    const mode = route.oneOf('mode', MODES);
    for (const needed of [subject, 'mode'])
      if (!route.has(needed)) route.problem(undefined, `needs a ${needed}`);
    route.end();
    return name === undefined || mode === undefined ? [] : [{ [subject]: name, mode } as Route<Subject>];
  });
}

/** The group `aws` of a section. */
/** As readAws, for a service of Bedrock, which is asked through the outbound client. */
export function readBedrock(section: Section): AwsServiceConfiguration {
  const allowPrivateAddress = section.flag('allowPrivateAddress');
  return { ...readAws(section), ...present('allowPrivateAddress', allowPrivateAddress) };
}

export function readAws(section: Section): AwsServiceConfiguration {
  const configuration = {
    ...present('region', section.text('region', 'a region such as us-east-1')),
    ...present('endpoint', section.address('endpoint', refuseMetadata)),
    ...present('profile', section.text('profile', 'the name of a profile')),
  };
  section.end();
  return configuration;
}

/** The member alone, or nothing: optional members are absent, never undefined. */
const present = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [Key in Name]?: Value } => (value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value }));
