import { join, resolve } from 'node:path';
import type { Clock, FunctionPort, Ids } from '@streambed/flow/ports';
import { matchesWildcard } from '../wildcard.ts';
import { createAwsFunctions } from './aws.ts';
import type { FunctionsConfiguration, FunctionsMode } from './configuration.ts';
import { createEmbeddedFunctions } from './embedded.ts';
import { parseFunctionArn } from './function-arn.ts';

export interface FunctionsOptions {
  readonly configuration?: FunctionsConfiguration;
  /** Folder of the server's data: logs go to `logs/functions` in it, temporary files to `tmp/functions`. */
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where `${NAME}` in a function.yaml is looked up: the server's own variables. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly warn?: (message: string) => void;
}

/** The functions that the configuration describes: each in a child process or in Lambda. */
export function createFunctions(options: FunctionsOptions): FunctionPort & { close(): Promise<void> } {
  const configuration = options.configuration ?? {};
  const { clock, ids, variables, warn } = options;
  const embedded = createEmbeddedFunctions({
    folder: resolve(configuration.embedded?.folder ?? 'functions'),
    logFolder: join(options.dataFolder, 'logs', 'functions'),
    temporaryFolder: join(options.dataFolder, 'tmp', 'functions'),
    clock,
    ids,
    ...(configuration.embedded?.defaults && { defaults: configuration.embedded.defaults }),
    ...(variables && { variables }),
    ...(warn && { warn }),
  });
  const aws = createAwsFunctions({ ids, ...(configuration.aws && { configuration: configuration.aws }) });
  return {
    // Async: an ARN that is none rejects, as every other failure does.
    invoke: async (request, call) =>
      (functionsMode(configuration, request.functionArn) === 'aws' ? aws : embedded).invoke(request, call),
    close: async () => {
      await Promise.all([embedded.close(), aws.close()]);
    },
  };
}

/** Where the configuration runs a function. Throws FlowError when the ARN is none. */
export function functionsMode(configuration: FunctionsConfiguration, functionArn: string): FunctionsMode {
  const { name } = parseFunctionArn(functionArn);
  const route = configuration.routes?.find((one) =>
    matchesWildcard(one.function, one.function.startsWith('arn:') ? functionArn : name),
  );
  return route?.mode ?? configuration.mode ?? 'embedded';
}
