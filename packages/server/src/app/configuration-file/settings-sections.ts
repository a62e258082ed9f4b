import { resolve } from 'node:path';
import { type Setting, type SettingName, settings } from '../settings.ts';
import type { Section } from './section.ts';

/** Settings as texts, in the form of flags and variables. */
export type FileSettings = Readonly<Partial<Record<SettingName, string>>>;

/** The settings under `server`; all others are figures and stand under `limits`. */
const UNDER_SERVER: ReadonlySet<SettingName> = new Set([
  'host',
  'port',
  'dataFolder',
  'tlsCertificate',
  'tlsKey',
  'publicUrl',
  'sessionHours',
  'allowRemote',
  'logLevel',
  'loopCondition',
]);
const PATHS: ReadonlySet<SettingName> = new Set(['dataFolder', 'tlsCertificate', 'tlsKey']);

/** The sections `server` and `limits`: the settings of settings.ts, by their names there. */
export function readSettings(
  sections: { readonly server: Section | undefined; readonly limits: Section | undefined },
  folder: string,
): FileSettings {
  const found: [SettingName, string][] = [];
  for (const name of Object.keys(settings) as SettingName[]) {
    // The file cannot say where it is.
    if (name === 'configurationFile') continue;
    const section = UNDER_SERVER.has(name) ? sections.server : sections.limits;
    const text = section && readSetting(section, name);
    if (text !== undefined) found.push([name, PATHS.has(name) ? resolve(folder, text) : text]);
  }
  sections.server?.end();
  sections.limits?.end();
  return Object.fromEntries(found);
}

function readSetting(section: Section, name: SettingName): string | undefined {
  const { kind }: Setting = settings[name];
  const text = section.anyScalar(name, kind.accepts);
  if (text === undefined) return undefined;
  return kind.read(text) === undefined ? section.problem(name, `must be ${kind.accepts}`) : text;
}
