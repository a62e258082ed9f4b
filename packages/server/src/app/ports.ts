import type { Clock, ConverseRequest, Ids, ModelPort, Ports } from '@streambed/flow/ports';
import type { KnowledgeBaseWork } from '../operations/index.ts';
import type { ObjectListing } from '../services/objects/index.ts';
import { openedStream } from '../services/passed-stream.ts';
import { createPromptsPort } from '../services/prompts/index.ts';
import type { Store } from '../store/index.ts';
import type { Configuration } from './configuration.ts';
import type { Log } from './log.ts';
import { once } from './once.ts';

/** What work nodes ask, and how to let go of it. */
export interface OpenPorts {
  readonly ports: Ports;
  /** What takes documents into knowledge bases. */
  readonly knowledgeBaseWork: () => Promise<KnowledgeBaseWork>;
  /** Goes on with what a predecessor left of that; once, at the start. */
  resume(): Promise<void>;
  /** Ends child processes and connections; calls that are under way reject. */
  close(): Promise<void>;
}

export interface PortsOptions {
  readonly configuration: Configuration;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Secrets that a port comes to hold are added, so that the log never shows them. */
  readonly secrets: string[];
}

/**
 * The ports as the configuration wants them. The rooms behind them (provider packages, AWS SDK, Python) are loaded at
 * the first call that needs one: a server that only answers the control plane stays small and starts fast.
 */
export const openPorts = ({ configuration, store, clock, ids, log, secrets }: PortsOptions): OpenPorts => {
  const { environment, dataFolder, file } = configuration;
  const models = once(async () => {
    const { createModels, DEFAULT_MODELS_CONFIGURATION, modelSecrets } = await import(
      '../services/models/index.ts'
    );
    const section = file?.models ?? DEFAULT_MODELS_CONFIGURATION;
    secrets.push(...modelSecrets(section, environment));
    return createModels(section, {
      env: environment,
      clock,
      random: Math.random,
      ids,
      log: (line) => log.warn(line),
    });
  });
  const guardrails = once(async () => {
    const { createGuardrails, DEFAULT_GUARDRAILS_CONFIGURATION } = await import(
      '../services/guardrails/index.ts'
    );
    const { model } = await models();
    return createGuardrails(file?.guardrails ?? DEFAULT_GUARDRAILS_CONFIGURATION, {
      store,
      model,
      clock,
      ids,
    });
  });
  /** What asks for no guardrail does not load them. */
  const modelFor = async ({ guardrailConfig }: ConverseRequest): Promise<ModelPort> => {
    const { model } = await models();
    return guardrailConfig ? (await guardrails()).guard(model) : model;
  };
  const objects = once(async () => {
    const { createObjects } = await import('../services/objects/index.ts');
    return createObjects({ ...(file && { configuration: file.objects }), dataFolder, ids });
  });
  const functions = once(async () => {
    const { createFunctions } = await import('../services/functions/index.ts');
    return createFunctions({
      ...(file && { configuration: file.functions }),
      dataFolder,
      clock,
      ids,
      variables: environment,
      warn: (message) => log.warn(message),
    });
  });
  const knowledgeBases = once(async () => {
    const { createKnowledgeBases } = await import('../services/knowledge-bases/index.ts');
    const { OFFLINE_MODEL } = await import('../services/models/index.ts');
    return createKnowledgeBases({
      ...(file && { configuration: file.knowledgeBases }),
      ids,
      embedded: {
        store,
        ports,
        listing: { listObjects: (request, call) => openedListing(request, call) },
        writes: (servedBy) => servedBy !== OFFLINE_MODEL,
        clock,
        random: Math.random,
        onFailure: (what, error) => log.error(`${what} failed and is tried again`, { error }),
      },
    });
  });
  const code = once(async () => {
    const { createCodePort } = await import('../services/code/index.ts');
    return createCodePort(file?.code ?? {}, { clock, ids, log });
  });

  const openedListing: ObjectListing['listObjects'] = async function* (request, call) {
    yield* (await objects()).listObjects(request, call);
  };

  const ports: Ports = {
    model: {
      converse: async (request, call) => (await modelFor(request)).converse(request, call),
      converseStream: (request, call) =>
        openedStream(async () =>
          (await modelFor(request)).converseStream(request, call)[Symbol.asyncIterator](),
        ),
    },
    modelCatalog: {
      list: async (call) => (await models()).catalog.list(call),
      find: async (modelId, call) => (await models()).catalog.find(modelId, call),
    },
    embeddings: { embed: async (request, call) => (await models()).embeddings.embed(request, call) },
    guardrails: { apply: async (request, call) => (await guardrails()).guardrails.apply(request, call) },
    objects: {
      getObject: async (request, call) => (await objects()).getObject(request, call),
      putObject: async (request, call) => (await objects()).putObject(request, call),
    },
    code: { run: async (request, call) => (await code()).run(request, call) },
    functions: { invoke: async (request, call) => (await functions()).invoke(request, call) },
    knowledgeBases: {
      retrieve: async (request, call) => (await knowledgeBases()).retrieve(request, call),
      retrieveAndGenerate: async (request, call) =>
        (await knowledgeBases()).retrieveAndGenerate(request, call),
      retrieveAndGenerateStream: async (request, call) =>
        (await knowledgeBases()).retrieveAndGenerateStream(request, call),
      rerank: async (request, call) => (await knowledgeBases()).rerank(request, call),
    },
    prompts: createPromptsPort(store),
    clock,
    ids,
  };

  return {
    ports,
    knowledgeBaseWork: async () => (await knowledgeBases()).work,
    async resume() {
      if (await hasWork(store)) await (await knowledgeBases()).resume();
    },
    async close() {
      const started = await Promise.all([
        guardrails.ifStarted(),
        models.ifStarted(),
        code.ifStarted(),
        functions.ifStarted(),
        objects.ifStarted(),
        knowledgeBases.ifStarted(),
      ]);
      await Promise.all(started.map((port) => port?.close()));
    },
  };
};

/** Whether a predecessor left work on knowledge bases: only then the rooms for it are loaded at the start. */
const hasWork = async ({
  ingestionJobs,
  knowledgeBaseDocuments,
  dataSources,
  knowledgeBases,
}: Store): Promise<boolean> => {
  const left = await Promise.all([
    ingestionJobs.underWay(),
    knowledgeBaseDocuments.dataSourcesWithStatus(['PENDING', 'IN_PROGRESS', 'DELETING']),
    dataSources.beingDeleted(),
    knowledgeBases.beingDeleted(),
  ]);
  return left.some(({ length }) => length > 0);
};
