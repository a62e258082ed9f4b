/** What an operator may set for InlineCode; every member has a default. */
export interface CodeConfiguration {
  /** `false` switches InlineCode off; runs then reject with dependencyFailed. Default true. */
  readonly enabled?: boolean;
  /** Wall-clock limit of one run in ms, counted from the moment the code starts. Default 30,000. */
  readonly timeLimit?: number;
  /** What Python's heap may grow to, in MiB (16 to 3,072). Default 256. */
  readonly memoryLimit?: number;
  /** What a run may print, in bytes; the rest is dropped and counted. Default 65,536. */
  readonly outputLimit?: number;
  /** Largest result, in bytes of JSON. Default 5 MiB. */
  readonly resultLimit?: number;
  /** Child processes that run code at the same time. Default: the number of processor cores. */
  readonly processes?: number;
  /** Children kept ready beyond those that run. Default 1. */
  readonly spares?: number;
  /** Runs of one account at the same time, the cloud's quota. Default 25. */
  readonly runsPerAccount?: number;
  /** Runs of one account that may wait for a child; one more is throttled. Default 1,000. */
  readonly waitingPerAccount?: number;
  /** Spares are given up after this many ms without a run. Default 300,000. */
  readonly idleTime?: number;
  /** The strongest level of confinement to try; for tests of the weaker ones. Default `namespaces`. */
  readonly strongestLevel?: ConfinementLevel;
}

/**
 * How a child is kept from other processes, strongest first: its own user, pid, network and mount namespaces (and
 * another uid when the server is root); another uid only; nothing but the locked Node process and its limits.
 */
export type ConfinementLevel = 'namespaces' | 'user' | 'process';

export type CodeSettings = Required<CodeConfiguration>;

/** Fills in the defaults. `cores` is the number of processor cores to use. Throws RangeError for a senseless number. */
export const codeSettings = (configuration: CodeConfiguration, cores: number): CodeSettings => {
  const settings: CodeSettings = {
    enabled: configuration.enabled ?? true,
    timeLimit: configuration.timeLimit ?? 30_000,
    memoryLimit: configuration.memoryLimit ?? 256,
    outputLimit: configuration.outputLimit ?? 65_536,
    resultLimit: configuration.resultLimit ?? 5 * 1024 * 1024,
    processes: configuration.processes ?? Math.max(1, cores),
    spares: configuration.spares ?? 1,
    runsPerAccount: configuration.runsPerAccount ?? 25,
    waitingPerAccount: configuration.waitingPerAccount ?? 1_000,
    idleTime: configuration.idleTime ?? 300_000,
    strongestLevel: configuration.strongestLevel ?? 'namespaces',
  };
  const ranges: readonly [keyof CodeSettings, number, number][] = [
    ['timeLimit', 1, 3_600_000],
    ['memoryLimit', 16, 3_072],
    ['outputLimit', 0, 16 * 1024 * 1024],
    ['resultLimit', 1, 64 * 1024 * 1024],
    ['processes', 1, 1_024],
    ['spares', 0, 1_024],
    ['runsPerAccount', 1, 1_000_000],
    ['waitingPerAccount', 0, 1_000_000],
    ['idleTime', 0, 2_147_483_647],
  ];
  for (const [name, least, most] of ranges) {
    const value = settings[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
      throw new RangeError(`InlineCode setting ${name} must be a whole number from ${least} to ${most}.`);
  }
  return settings;
};
