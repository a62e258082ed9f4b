import { isLoopback } from './connections.ts';
import { defaultLimits } from './limits.ts';
import { logLevels } from './log.ts';

/** How a setting's text is read: the value, or undefined when it is not accepted. */
interface Kind<Value> {
  /** Ends the sentence "must be …". */
  readonly accepts: string;
  read(text: string): Value | undefined;
}

/** One thing that can be configured: by an environment variable, or by a flag of `streambed start`, which wins. */
export interface Setting<Value = unknown> {
  readonly variable: string;
  /** As the command line takes it, with its value's name; absent where a flag would show a secret to other users. */
  readonly flag?: string;
  readonly describe: string;
  readonly kind: Kind<Value>;
  /** What holds when neither is given; undefined for none. */
  readonly fallback: Value | undefined;
}

const text: Kind<string> = { accepts: 'a text', read: (value) => value };

const wholeNumber = (min: number, max: number): Kind<number> => ({
  accepts: `a whole number from ${min} to ${max}`,
  read: (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  },
});

const oneOf = <Value extends string>(values: readonly Value[]): Kind<Value> => ({
  accepts: `one of ${values.join(', ')}`,
  read: (value) => values.find((known) => known === value),
});

const flagValue: Kind<boolean> = {
  accepts: 'true or false',
  read: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
};

const hostName: Kind<string> = {
  accepts: 'an IP address or a host name',
  read: (value) =>
    isLoopback(value) ||
    /^[0-9a-z](?:[0-9a-z.-]{0,251}[0-9a-z])?$/i.test(value) ||
    /^[0-9a-f:]+$/i.test(value)
      ? value
      : undefined,
};

const webAddress: Kind<string> = {
  accepts: 'an address such as https://streambed.example.com, without a path',
  read: (value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
    return value.replace(/\/$/, '') === url.origin ? url.origin : undefined;
  },
};

const setting = <Value>(value: Setting<Value>): Setting<Value> => value;

const DAY = 24 * 60 * 60;

/** Every setting; the command line's options, the checks and the reference page all read this table. */
export const settings = {
  host: setting({
    variable: 'STREAMBED_HOST',
    flag: '--host <address>',
    describe: 'address to listen on',
    kind: hostName,
    fallback: '127.0.0.1',
  }),
  port: setting({
    variable: 'STREAMBED_PORT',
    flag: '--port <number>',
    describe: 'port to listen on, 0 for any free one',
    kind: wholeNumber(0, 65_535),
    fallback: 4600,
  }),
  dataFolder: setting({
    variable: 'STREAMBED_DATA',
    flag: '--data <folder>',
    describe: 'folder that holds everything Streambed keeps',
    kind: text,
    fallback: '.streambed',
  }),
  configurationFile: setting({
    variable: 'STREAMBED_CONFIG',
    flag: '--config <file>',
    describe: 'YAML file with models and services; streambed.yaml in the working folder is found by itself',
    kind: text,
    fallback: undefined,
  }),
  tlsCertificate: setting({
    variable: 'STREAMBED_TLS_CERT',
    flag: '--tls-cert <file>',
    describe: 'PEM file with the certificate chain; with it the port speaks TLS',
    kind: text,
    fallback: undefined,
  }),
  tlsKey: setting({
    variable: 'STREAMBED_TLS_KEY',
    flag: '--tls-key <file>',
    describe: "PEM file with the certificate's private key",
    kind: text,
    fallback: undefined,
  }),
  publicUrl: setting({
    variable: 'STREAMBED_PUBLIC_URL',
    flag: '--public-url <url>',
    describe: 'address that browsers reach the studio by, when a proxy stands in front of the server',
    kind: webAddress,
    fallback: undefined,
  }),
  sessionHours: setting({
    variable: 'STREAMBED_SESSION_HOURS',
    describe: 'how long one stays signed in to the studio',
    kind: wholeNumber(1, 30 * 24),
    fallback: 7 * 24,
  }),
  allowRemote: setting({
    variable: 'STREAMBED_ALLOW_REMOTE',
    flag: '--allow-remote',
    describe: 'listen beyond this machine with the credentials made at the first start',
    kind: flagValue,
    fallback: false,
  }),
  quotas: setting({
    variable: 'STREAMBED_QUOTAS',
    flag: '--quotas <list>',
    describe:
      "how many resources there may be: on (the cloud's figures), off, or a list as in flows=1000,prompts=off",
    kind: text,
    fallback: undefined,
  }),
  logLevel: setting({
    variable: 'STREAMBED_LOG',
    flag: '--log <level>',
    describe: `what goes to the log on standard error (${logLevels.join(', ')}); debug has every request`,
    kind: oneOf(logLevels),
    fallback: 'info' as const,
  }),
  loopCondition: setting({
    variable: 'STREAMBED_LOOP_CONDITION',
    flag: '--loop-condition <meaning>',
    describe: "what a loop controller's condition means when it is true (continue or exit)",
    kind: oneOf(['continue', 'exit'] as const),
    fallback: 'continue' as const,
  }),
  // A user guide's word: one hour for synchronous runs; five minutes for a node, as in asynchronous ones.
  executionTimeoutSeconds: setting({
    variable: 'STREAMBED_EXECUTION_TIMEOUT_SECONDS',
    flag: '--execution-timeout <seconds>',
    describe: 'how long one execution of a flow may take',
    kind: wholeNumber(1, DAY),
    fallback: 3_600,
  }),
  nodeTimeoutSeconds: setting({
    variable: 'STREAMBED_NODE_TIMEOUT_SECONDS',
    flag: '--node-timeout <seconds>',
    describe: 'how long one node may take',
    kind: wholeNumber(1, DAY),
    fallback: 300,
  }),
  nodeRuns: setting({
    variable: 'STREAMBED_MAX_NODE_RUNS',
    flag: '--max-node-runs <number>',
    describe: 'how many nodes one execution may run, iterations of loops and iterators counted one by one',
    kind: wholeNumber(1, 1_000_000_000),
    fallback: 1_000_000,
  }),
  runDays: setting({
    variable: 'STREAMBED_RUN_DAYS',
    describe: 'how many days runs are kept',
    kind: wholeNumber(1, 3_650),
    fallback: 30,
  }),
  runs: setting({
    variable: 'STREAMBED_MAX_RUNS',
    describe: 'runs that are kept per account and region, with or without their values',
    kind: wholeNumber(100, 10_000_000),
    fallback: 200_000,
  }),
  runsWithValues: setting({
    variable: 'STREAMBED_MAX_RUNS_WITH_VALUES',
    describe:
      'runs that are kept with their values, per account and region; of older ones the figures are left',
    kind: wholeNumber(10, 1_000_000),
    fallback: 2_000,
  }),
  runValueBytes: setting({
    variable: 'STREAMBED_MAX_RUN_BYTES',
    describe:
      'bytes that the values of runs may take up, per account and region; of older ones the figures are left',
    kind: wholeNumber(1024 * 1024, 1024 * 1024 * 1024 * 1024),
    fallback: 1024 * 1024 * 1024,
  }),
  drainSeconds: setting({
    variable: 'STREAMBED_DRAIN_SECONDS',
    flag: '--drain <seconds>',
    describe: 'how long running invocations may go on after a request to stop',
    kind: wholeNumber(0, 3_600),
    fallback: 30,
  }),
  slowRequestSeconds: setting({
    variable: 'STREAMBED_SLOW_REQUEST_SECONDS',
    describe: 'requests other than streams that take longer are logged',
    kind: wholeNumber(1, 3_600),
    fallback: 5,
  }),
  connections: setting({
    variable: 'STREAMBED_MAX_CONNECTIONS',
    describe: 'connections open at the same time',
    kind: wholeNumber(1, 1_000_000),
    fallback: defaultLimits.connections,
  }),
  connectionsPerAddress: setting({
    variable: 'STREAMBED_MAX_CONNECTIONS_PER_ADDRESS',
    describe: 'connections of one remote address; raise it behind a proxy on another machine',
    kind: wholeNumber(1, 1_000_000),
    fallback: defaultLimits.connectionsPerAddress,
  }),
  bodyBytes: setting({
    variable: 'STREAMBED_MAX_BODY_BYTES',
    describe: 'bytes in the body of one request',
    kind: wholeNumber(1_024, 256 * 1024 * 1024),
    fallback: defaultLimits.bodyBytes,
  }),
  requestTimeoutSeconds: setting({
    variable: 'STREAMBED_REQUEST_TIMEOUT_SECONDS',
    describe: 'how long a client may take to send one request',
    kind: wholeNumber(1, 3_600),
    fallback: defaultLimits.requestTimeout / 1_000,
  }),
};

export type SettingName = keyof typeof settings;

/** `--tls-cert <file>` → `tlsCert`: what commander calls the option's value. */
const optionName = (flag: string): string =>
  flag
    .split(' ')[0]!
    .slice(2)
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The command line's options for `streambed start`. */
export const startOptions: readonly { readonly flags: string; readonly describe: string }[] = Object.values(
  settings as Readonly<Record<string, Setting>>,
).flatMap(({ flag, variable, describe }) =>
  flag === undefined ? [] : [{ flags: flag, describe: `${describe} (or ${variable})` }],
);

/** The options that were given, by setting. */
export const flagsOf = (
  options: Readonly<Record<string, unknown>>,
): Partial<Record<SettingName, string | boolean>> => {
  const flags: Partial<Record<SettingName, string | boolean>> = {};
  for (const [name, { flag }] of Object.entries(settings as Readonly<Record<string, Setting>>)) {
    const value = flag === undefined ? undefined : options[optionName(flag)];
    if (typeof value === 'string' || typeof value === 'boolean') flags[name as SettingName] = value;
  }
  return flags;
};
