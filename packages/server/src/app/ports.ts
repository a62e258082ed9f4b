import { join } from 'node:path';
import { type Clock, dependencyFailed, type Ids, type Ports } from '@streambed/flow/ports';
import { createPromptsPort } from '../services/prompts/index.ts';
import type { Store } from '../store/index.ts';
import type { Configuration } from './configuration.ts';
import type { Log } from './log.ts';
import { once } from './once.ts';

/** What work nodes ask, and how to let go of it. */
export interface OpenPorts {
  readonly ports: Ports;
  /** Ends child processes and connections; calls that are under way reject. */
  close(): Promise<void>;
}

export interface PortsOptions {
  readonly configuration: Configuration;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/**
 * The ports as the configuration wants them. The rooms behind them (provider packages, AWS SDK, Python) are loaded at
 * the first call that needs one: a server that only answers the control plane stays small and starts fast.
 */
export const openPorts = ({ configuration, store, clock, ids, log }: PortsOptions): OpenPorts => {
  const model = once(async () => {
    const { createModelPort, DEFAULT_MODELS_CONFIGURATION } = await import('../services/models/index.ts');
    return createModelPort(DEFAULT_MODELS_CONFIGURATION, {
      env: configuration.environment,
      clock,
      random: Math.random,
      ids,
      log: (line) => log.warn(line),
    });
  });
  const objects = once(async () => {
    const { createEmbeddedObjectStore } = await import('../services/objects/index.ts');
    return createEmbeddedObjectStore({ folder: join(configuration.dataFolder, 'objects'), ids });
  });
  const code = once(async () => {
    const { createCodePort } = await import('../services/code/index.ts');
    return createCodePort({}, { clock, ids, log });
  });

  return {
    ports: {
      model: { converse: async (request, call) => (await model()).converse(request, call) },
      objects: {
        getObject: async (request, call) => (await objects()).getObject(request, call),
        putObject: async (request, call) => (await objects()).putObject(request, call),
      },
      code: { run: async (request, call) => (await code()).run(request, call) },
      functions: {
        invoke: async ({ functionArn }) => {
          throw dependencyFailed(functionArn, `Function ${functionArn} does not exist here.`);
        },
      },
      prompts: createPromptsPort(store),
      clock,
      ids,
    },
    async close() {
      await (await code.ifStarted())?.close();
    },
  };
};
