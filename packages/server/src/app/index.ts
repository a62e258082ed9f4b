import type { Configuration, Environment, Flags } from './configuration.ts';
import type { Check } from './diagnosis/check.ts';
import type { Overrides, RunningServer } from './server.ts';

export { type RootCredentials, readRootCredentials } from '../identity/index.ts';
export {
  type Configuration,
  ConfigurationError,
  type Environment,
  type Flags,
  loadConfiguration,
} from './configuration.ts';
export type { Check } from './diagnosis/check.ts';
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

/** See diagnosis/diagnose.ts. */
export async function* diagnose(environment: Environment, flags: Flags = {}): AsyncGenerator<Check> {
  const rooms = await import('./diagnosis/diagnose.ts');
  yield* rooms.diagnose(environment, flags);
}
