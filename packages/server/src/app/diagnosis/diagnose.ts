import type { DoctorPart } from '@streambed/model/streambed';
import { DEFAULT_GUARDRAILS_CONFIGURATION } from '../../services/guardrails/index.ts';
import { DEFAULT_MODELS_CONFIGURATION, probeModels } from '../../services/models/index.ts';
import {
  type Configuration,
  ConfigurationError,
  type Environment,
  type Flags,
  loadConfiguration,
} from '../configuration.ts';
import { localDataFolder } from '../local-server.ts';
import { systemClock } from '../system-clock.ts';
import { awsChecks } from './aws-checks.ts';
import { type Check, failedBy, ok, type SkippedCheck } from './check.ts';
import { codeCheck } from './code-check.ts';
import { dataFolderChecks, ownFolderChecks } from './data-folder-checks.ts';
import { functionChecks } from './function-checks.ts';
import { guardrailChecks } from './guardrail-checks.ts';
import { modelChecks } from './model-checks.ts';
import { portCheck } from './port-check.ts';
import { providerChecks } from './provider-checks.ts';
import { runtimeChecks } from './runtime-checks.ts';

/**
 * Looks at everything that a server started like this would need, one check after the other, each given out when it
 * is made. Changes nothing. With a configuration that cannot be read, only what does not depend on it is looked at.
 */
export async function* diagnose(environment: Environment, flags: Flags): AsyncGenerator<Check> {
  yield* runtimeChecks(process.versions);
  const configuration = await readConfiguration(environment, flags);
  if (!('host' in configuration)) {
    yield* configuration.problems;
    const given = typeof flags.dataFolder === 'string' ? flags.dataFolder : undefined;
    yield* dataFolderChecks(localDataFolder(environment, given), environment);
    return;
  }
  const { host, port, dataFolder } = configuration;
  yield configurationCheck(configuration);
  yield* dataFolderChecks(dataFolder, environment);
  yield await portCheck(host, port, dataFolder);
  yield* allModelChecks(configuration);
  yield* serviceChecks(configuration);
  yield await codeCheck();
}

/**
 * The same for one part of a server that runs, asked of itself. It holds its folder and its port, and does not read its
 * whole database while others wait.
 */
export async function* diagnoseRunning(
  part: DoctorPart,
  configuration: Configuration,
  url: string,
): AsyncGenerator<Check | SkippedCheck> {
  switch (part) {
    case 'Server':
      yield* runtimeChecks(process.versions);
      yield configurationCheck(configuration);
      yield* ownFolderChecks(configuration.dataFolder, configuration.environment);
      yield ok('server', `answers at ${url}`);
      return;
    case 'Models':
      yield* allModelChecks(configuration);
      return;
    case 'Services':
      yield* serviceChecks(configuration);
      return;
    case 'InlineCode':
      yield await codeCheck();
  }
}

const configurationCheck = ({ file }: Configuration): Check =>
  ok('configuration', file ? 'the file has no mistakes' : 'no file; every setting has a default');

/** Who answers for which model, and who judges by one. */
async function* allModelChecks({ file, environment }: Configuration): AsyncGenerator<Check> {
  const models = file?.models ?? DEFAULT_MODELS_CONFIGURATION;
  const probe = probeModels(models, { env: environment, clock: systemClock });
  try {
    yield* modelChecks(models, environment);
    yield* providerChecks(models, probe);
    yield* guardrailChecks(file?.guardrails ?? DEFAULT_GUARDRAILS_CONFIGURATION, models, probe);
  } finally {
    await probe.close();
  }
}

/** What flows reach besides models. */
async function* serviceChecks({ file, environment }: Configuration): AsyncGenerator<Check> {
  if ((file?.knowledgeBases.mode ?? 'embedded') === 'embedded')
    yield ok('knowledge bases', 'are kept by this server; nothing has to be configured');
  if (file) yield* awsChecks(file);
  yield* functionChecks(file?.functions ?? {}, environment);
}

const readConfiguration = async (
  environment: Environment,
  flags: Flags,
): Promise<Configuration | { readonly problems: readonly Check[] }> => {
  try {
    return await loadConfiguration(environment, flags);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) return { problems: [failedBy('configuration', error)] };
    return { problems: error.problems.map((problem) => failedBy('configuration', new Error(problem))) };
  }
};
