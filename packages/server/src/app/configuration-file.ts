import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { CodeConfiguration } from '../services/code/index.ts';
import type { FunctionsConfiguration } from '../services/functions/index.ts';
import type { GuardrailsConfiguration } from '../services/guardrails/index.ts';
import type { KnowledgeBasesConfiguration } from '../services/knowledge-bases/index.ts';
import { type ModelsConfiguration, modelSecrets } from '../services/models/settings.ts';
import type { ObjectsConfiguration } from '../services/objects/index.ts';
import { ConfigurationError, type Environment } from './configuration.ts';
import { readGuardrails } from './configuration-file/guardrails-section.ts';
import { readModels } from './configuration-file/models-section.ts';
import { asSection, type Reading, Section } from './configuration-file/section.ts';
import {
  readCode,
  readFunctions,
  readKnowledgeBases,
  readObjects,
} from './configuration-file/services-sections.ts';
import { type FileSettings, readSettings } from './configuration-file/settings-sections.ts';
import { readYaml } from './configuration-file/yaml-value.ts';

/** What the configuration file says; docs/configuration.md describes it for people. */
export interface ConfigurationFile {
  readonly models: ModelsConfiguration;
  readonly objects: ObjectsConfiguration;
  readonly functions: FunctionsConfiguration;
  readonly knowledgeBases: KnowledgeBasesConfiguration;
  readonly guardrails: GuardrailsConfiguration;
  readonly code: CodeConfiguration;
  /** Settings that hold where neither flag nor variable says otherwise. Paths are absolute. */
  readonly settings: FileSettings;
  /** Secrets that the server holds through this file and the model providers' variables, to be kept out of logs. */
  readonly secrets: readonly string[];
}

const MAX_LENGTH = 1_000_000;

/**
 * Reads the configuration file at `path`. Relative paths in the file count from its folder. Throws ConfigurationError
 * with one problem per mistake, each as `file:line: member: what is wrong and what to write instead`; values are not
 * repeated where they might be secrets.
 */
export function loadConfigurationFile(path: string, env: Environment): ConfigurationFile {
  return parseConfigurationFile(
    readText(path),
    { file: basename(path), folder: dirname(resolve(path)) },
    env,
  );
}

/** The same for a text; `file` is how problems name it. */
export function parseConfigurationFile(
  text: string,
  { file, folder }: { readonly file: string; readonly folder: string },
  env: Environment,
): ConfigurationFile {
  const problems: { readonly line: number; readonly text: string }[] = [];
  const reading: Reading = {
    env,
    secrets: new Set(),
    report: ({ line, path }, problem) => {
      problems.push({
        line,
        text: [`${file}:${line}`, path, problem].filter((part) => part !== '').join(': '),
      });
    },
  };
  const root = readYaml(text, reading.report);
  const top = (root && asSection(root, reading)) ?? emptySection(reading);
  const models = readModels(top.section('models'), env, folder);
  const result: ConfigurationFile = {
    models,
    objects: readObjects(top.section('objects'), folder),
    functions: readFunctions(top.section('functions'), folder),
    knowledgeBases: readKnowledgeBases(top.section('knowledgeBases')),
    guardrails: readGuardrails(top.section('guardrails')),
    code: readCode(top.section('code')),
    settings: readSettings({ server: top.section('server'), limits: top.section('limits') }, folder),
    secrets: [...new Set([...reading.secrets, ...modelSecrets(models, env)])],
  };
  top.end();
  if (problems.length > 0)
    throw new ConfigurationError(problems.sort((a, b) => a.line - b.line).map((problem) => problem.text));
  return result;
}

const emptySection = (reading: Reading): Section =>
  new Section({ kind: 'map', path: '', line: 1, members: new Map() }, reading);

function readText(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError([`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`]);
  }
  if (text.length > MAX_LENGTH)
    throw new ConfigurationError([
      `${path} is longer than ${MAX_LENGTH} characters; is it the configuration file?`,
    ]);
  return text;
}
