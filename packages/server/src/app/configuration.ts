import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RetentionSettings } from '../executions/index.ts';
import { parseQuotas, type Quotas } from '../operations/index.ts';
import type { FileSettings } from './configuration-file/settings-sections.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { isLoopback } from './connections.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { LogLevel } from './log.ts';
import { type Setting, type SettingName, settings } from './settings.ts';

/** Everything that a server needs to be told. Paths are absolute, times in milliseconds. */
export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly dataFolder: string;
  /** What the configuration file says, when there is one. */
  readonly file?: ConfigurationFile;
  /** Where that file lies. */
  readonly filePath?: string;
  /** Origin that browsers reach the studio by, when it is not the one listened on. */
  readonly publicUrl?: string;
  /** How long a session of the studio lasts. */
  readonly sessionLifetime: number;
  /** PEM texts. */
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer };
  /** What rooms that read their own variables are given (identity, services). */
  readonly environment: Environment;
  readonly quotas: Quotas;
  readonly logLevel: LogLevel;
  readonly loopCondition: 'continue' | 'exit';
  readonly executionTimeout: number;
  readonly nodeTimeout: number;
  /** Most node runs of one execution. */
  readonly nodeRuns: number;
  /** What is kept of runs. */
  readonly retention: RetentionSettings;
  readonly drainTimeout: number;
  readonly slowRequest: number;
  readonly limits: Limits;
}

/** What is wrong with the configuration, one sentence per problem; for the person who starts the server. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Values given on the command line, by setting; they win over the environment. */
export type Flags = Readonly<Partial<Record<SettingName, string | boolean>>>;

const DEFAULT_FILE = 'streambed.yaml';

/**
 * Reads flags, environment and the configuration file, in this order of weight, into a configuration; relative paths
 * count from `folder`, those of the file from its own. Reads the certificate files. Rejects with a ConfigurationError
 * that names every bad variable or flag and what it accepts, or else every mistake in the file; values are never
 * repeated, since one of them may be a secret.
 */
export const loadConfiguration = async (
  environment: Environment,
  flags: Flags = {},
  folder: string = process.cwd(),
): Promise<Configuration> => {
  const problems: string[] = [];
  const sources: Sources = { environment, flags, file: {}, problems };
  const loaded = await loadFile(sources, folder);
  const file = loaded?.content;
  const inFile = { ...sources, file: file?.settings ?? {} };
  const value = <Value>(name: SettingName, setting: Setting<Value>): Value | undefined =>
    readSetting(name, setting, inFile);
  const path = (name: SettingName, setting: Setting<string>): string | undefined => {
    const given = value(name, setting);
    return given === undefined ? undefined : resolve(folder, given);
  };

  const host = value('host', settings.host)!;
  const certificateFile = path('tlsCertificate', settings.tlsCertificate);
  const keyFile = path('tlsKey', settings.tlsKey);
  const allowRemote = value('allowRemote', settings.allowRemote);

  bothOrNone(problems, settings.tlsCertificate, certificateFile, settings.tlsKey, keyFile);
  if (host !== undefined && !isLoopback(host) && !choseCredentials(environment) && !allowRemote) {
    problems.push(
      `Listening on ${host} lets other machines in, so Streambed wants credentials that you chose: set ` +
        'STREAMBED_ROOT_ACCESS_KEY_ID and STREAMBED_ROOT_SECRET_ACCESS_KEY, or pass --allow-remote to use the ones ' +
        'made at the first start. To stay on this machine, listen on 127.0.0.1.',
    );
  }
  const tls =
    certificateFile !== undefined && keyFile !== undefined
      ? {
          certificate: readPem(certificateFile, settings.tlsCertificate, problems),
          key: readPem(keyFile, settings.tlsKey, problems),
        }
      : undefined;

  const publicUrl = value('publicUrl', settings.publicUrl);
  const seconds = (name: SettingName, setting: Setting<number>) => (value(name, setting) ?? 0) * 1_000;
  const configuration: Configuration = {
    host,
    port: value('port', settings.port)!,
    dataFolder: path('dataFolder', settings.dataFolder)!,
    ...(loaded && { file: loaded.content, filePath: loaded.path }),
    ...(tls && { tls }),
    ...(publicUrl !== undefined && { publicUrl }),
    sessionLifetime: (value('sessionHours', settings.sessionHours) ?? 0) * 60 * 60_000,
    environment,
    quotas: readQuotas(value('quotas', settings.quotas), problems),
    logLevel: value('logLevel', settings.logLevel)!,
    loopCondition: value('loopCondition', settings.loopCondition)!,
    executionTimeout: seconds('executionTimeoutSeconds', settings.executionTimeoutSeconds),
    nodeTimeout: seconds('nodeTimeoutSeconds', settings.nodeTimeoutSeconds),
    nodeRuns: value('nodeRuns', settings.nodeRuns)!,
    retention: {
      days: value('runDays', settings.runDays)!,
      runs: value('runs', settings.runs)!,
      runsWithValues: value('runsWithValues', settings.runsWithValues)!,
      size: value('runValueBytes', settings.runValueBytes)!,
    },
    drainTimeout: seconds('drainSeconds', settings.drainSeconds),
    slowRequest: seconds('slowRequestSeconds', settings.slowRequestSeconds),
    limits: {
      ...defaultLimits,
      connections: value('connections', settings.connections)!,
      connectionsPerAddress: value('connectionsPerAddress', settings.connectionsPerAddress)!,
      bodyBytes: value('bodyBytes', settings.bodyBytes)!,
      requestTimeout: seconds('requestTimeoutSeconds', settings.requestTimeoutSeconds),
    },
  };
  if (problems.length > 0) throw new ConfigurationError(problems);
  return configuration;
};

interface Sources {
  readonly flags: Flags;
  readonly environment: Environment;
  /** Checked when the file was read. */
  readonly file: FileSettings;
  readonly problems: string[];
}

/** The flag when it is given, else the variable when it is set and not empty, else the file, else the fallback. */
const readSetting = <Value>(
  name: SettingName,
  setting: Setting<Value>,
  { flags, environment, file, problems }: Sources,
): Value | undefined => {
  const flag = flags[name];
  const text = flag === undefined ? (given(setting, environment) ?? file[name]) : String(flag);
  if (text === undefined) return setting.fallback;
  const value = setting.kind.read(text);
  if (value === undefined || text === '') {
    problems.push(`${sourceOf(name, environment, flags)} must be ${setting.kind.accepts}.`);
    return setting.fallback;
  }
  return value;
};

/** The file that is named, which must exist, or the one that is found by itself. */
const loadFile = async (
  sources: Sources,
  folder: string,
): Promise<{ readonly path: string; readonly content: ConfigurationFile } | undefined> => {
  const named = readSetting('configurationFile', settings.configurationFile, sources);
  const path = resolve(folder, named ?? DEFAULT_FILE);
  if (existsSync(path)) {
    // Loaded when there is a file to read: most starts need no YAML.
    const { loadConfigurationFile } = await import('./configuration-file.ts');
    return { path, content: loadConfigurationFile(path, sources.environment) };
  }
  if (named !== undefined) {
    const { environment, flags, problems } = sources;
    problems.push(
      `${sourceOf('configurationFile', environment, flags)} names ${path}, which does not exist.`,
    );
  }
  return undefined;
};

/** A variable that is set to nothing counts as not set, as in `STREAMBED_PORT= streambed start`. */
const given = (setting: Pick<Setting, 'variable'>, environment: Environment): string | undefined =>
  environment[setting.variable] || undefined;

const sourceOf = (name: SettingName, environment: Environment, flags: Flags): string => {
  const { variable, flag }: Setting = settings[name];
  const byFlag = flags[name] !== undefined || environment[variable] === undefined;
  return byFlag && flag !== undefined ? flag.split(' ')[0]! : variable;
};

const bothOrNone = (
  problems: string[],
  first: Pick<Setting, 'variable'>,
  firstValue: string | undefined,
  second: Pick<Setting, 'variable'>,
  secondValue: string | undefined,
): void => {
  if ((firstValue === undefined) === (secondValue === undefined)) return;
  const [present, absent] = firstValue === undefined ? [second, first] : [first, second];
  problems.push(`${present.variable} is set, so ${absent.variable} must be set too.`);
};

/** Whether they are good enough is for `loadRootCredentials` (identity) to say. */
const choseCredentials = (environment: Environment): boolean =>
  Boolean(environment.STREAMBED_ROOT_ACCESS_KEY_ID && environment.STREAMBED_ROOT_SECRET_ACCESS_KEY);

const readQuotas = (text: string | undefined, problems: string[]): Quotas => {
  try {
    return parseQuotas(text);
  } catch (error) {
    problems.push((error as Error).message);
    return parseQuotas(undefined);
  }
};

const readPem = (path: string, { variable }: Pick<Setting, 'variable'>, problems: string[]): Buffer => {
  try {
    const pem = readFileSync(path);
    if (!pem.includes('-----BEGIN ')) problems.push(`${variable} names ${path}, which is no PEM file.`);
    return pem;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    problems.push(`${variable} names ${path}, which cannot be read (${code}).`);
    return Buffer.alloc(0);
  }
};
