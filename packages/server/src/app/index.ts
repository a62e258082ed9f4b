import type { Configuration } from './configuration.ts';
import type { Overrides, RunningServer } from './server.ts';

export { type RootCredentials, readRootCredentials } from '../identity/index.ts';
export {
  type Configuration,
  ConfigurationError,
  type Environment,
  type Flags,
  loadConfiguration,
} from './configuration.ts';
export {
  announceServer,
  findLocalServer,
  type LocalServer,
  localDataFolder,
  withdrawServer,
} from './local-server.ts';
export { hardenProcess } from './process-hardening.ts';
export type { Overrides, RunningServer } from './server.ts';
export { flagsOf, startOptions } from './settings.ts';
export { awaitStopSignal, runUntilStopped } from './stop-signals.ts';

/** See server.ts; the rooms are loaded when this is called, so that `--help` need not wait for them. */
export const startServer = async (
  configuration: Configuration,
  overrides?: Overrides,
): Promise<RunningServer> => (await import('./server.ts')).startServer(configuration, overrides);
