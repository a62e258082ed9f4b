import { mkdir, rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import {
  badGateway,
  type Clock,
  dependencyFailed,
  type FlowError,
  type FunctionPort,
  type Ids,
  parseJsonText,
} from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import type { FunctionDefaults } from './configuration.ts';
import { StartFailure } from './execution-environment.ts';
import { type FunctionArn, parseFunctionArn } from './function-arn.ts';
import { type FunctionError, functionFault } from './function-error.ts';
import { type FunctionState, listFunctions, readFunctionFolder } from './function-folder.ts';
import { type FunctionLog, openFunctionLog } from './function-log.ts';
import { clean } from './function-output.ts';
import { createFunctionPool, type FunctionPool } from './function-pool.ts';
import { FunctionProblem } from './function-settings.ts';
import { MAXIMUM_PAYLOAD_BYTES } from './runtime-api.ts';

export interface EmbeddedFunctionsOptions {
  /** Each folder in it is a function. Need not exist yet. */
  readonly folder: string;
  /** Where the logs go, one file per function. */
  readonly logFolder: string;
  /** For the children's temporary folders; emptied before the first child. One process at a time. */
  readonly temporaryFolder: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** For functions whose function.yaml does not say. */
  readonly defaults?: FunctionDefaults;
  /** Where `${NAME}` in a function.yaml is looked up. Default: nowhere. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly limits?: Partial<EmbeddedFunctionsLimits>;
  /** Hears, once each, of what goes wrong beside the invocations, such as a log that cannot be written. */
  readonly warn?: (message: string) => void;
}

export interface EmbeddedFunctionsLimits {
  /** Longest start of a child, ms. Lambda gives 10 s; slow machines get more. */
  readonly startTimeout: number;
  /** How long an idle child is kept, ms. */
  readonly idleTimeout: number;
  /** Invocations of one function that may wait for a child. */
  readonly maximumWaiting: number;
}

const defaultLimits: EmbeddedFunctionsLimits = {
  startTimeout: 30_000,
  idleTimeout: 300_000,
  maximumWaiting: 1_000,
};

/**
 * Lambda's Invoke over a folder of functions: `<folder>/<name>/` holds a Node or Python handler, or a `bootstrap`, and
 * a function.yaml if it wants one. The ARN's function name picks the folder; account and region get children of their
 * own. Children stay warm and speak the Lambda Runtime API; when a file of the folder changes, new children replace
 * them. The code is the developer's own: Node children are confined (runtime-process.ts), Python ones only limited.
 */
export function createEmbeddedFunctions(
  options: EmbeddedFunctionsOptions,
): FunctionPort & { close(): Promise<void> } {
  const { clock, ids } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const folder = resolve(options.folder);
  const shownFolder = basename(folder);
  const temporaryRoot = resolve(options.temporaryFolder);
  const pools = new Map<string, FunctionPool>();
  const logs = new Map<string, FunctionLog>();
  let closed = false;
  let prepared: Promise<unknown> | undefined;

  /** What the children of a killed server left behind is cleared away, once. */
  const prepare = (): Promise<unknown> => {
    prepared ??= rm(temporaryRoot, { recursive: true, force: true }).then(() =>
      mkdir(temporaryRoot, { recursive: true, mode: 0o700 }),
    );
    return prepared;
  };

  const logOf = (name: string): FunctionLog => {
    const log = logs.get(name) ?? openFunctionLog(options.logFolder, name, options.warn ?? (() => {}));
    logs.set(name, log);
    return log;
  };
  const poolOf = ({ name, accountId, region }: FunctionArn): FunctionPool => {
    const key = `${accountId} ${region} ${name}`;
    const pool =
      pools.get(key) ??
      createFunctionPool({ ...limits, region, clock, ids, log: logOf(name), temporaryRoot });
    pools.set(key, pool);
    return pool;
  };

  const stateOf = async (functionArn: string, name: string): Promise<FunctionState> => {
    const state = await readFunctionFolder(folder, name, options.defaults ?? {}, options.variables ?? {});
    if (state) return state;
    const present = await listFunctions(folder);
    throw dependencyFailed(
      functionArn,
      `There is no function ${name}: it would be the folder ${shownFolder}/${name}. ${
        present.length > 0
          ? `Functions that are there: ${shortList(present)}.`
          : `The folder ${shownFolder} has no functions.`
      }`,
    );
  };

  return {
    async invoke({ functionArn, payload }, call) {
      call.signal.throwIfAborted();
      if (closed) throw badGateway(functionArn, 'The server is shutting down.');
      const arn = parseFunctionArn(functionArn);
      const event = Buffer.from(JSON.stringify(payload), 'utf8');
      if (event.byteLength > MAXIMUM_PAYLOAD_BYTES)
        throw dependencyFailed(
          functionArn,
          `The event for the function ${arn.name} has ${event.byteLength} bytes; Lambda takes at most ${MAXIMUM_PAYLOAD_BYTES}. Send less, for example an object's URI in place of its text.`,
        );
      const requestId = ids.uuid();
      let state: FunctionState | undefined;
      const fault = (error: FunctionError): FlowError => {
        const shown = (text: string): string =>
          clean(text, state?.settings.secrets ?? []).replaceAll(
            state?.settings.folder ?? folder,
            `${shownFolder}/${arn.name}`,
          );
        return functionFault(
          functionArn,
          arn.name,
          { errorType: shown(error.errorType), errorMessage: shown(error.errorMessage) },
          `Its log is logs/functions/${arn.name}.log.`,
        );
      };
      try {
        state = await stateOf(functionArn, arn.name);
        await prepare();
        const { outcome, logTail } = await poolOf(arn).invoke(
          state,
          { requestId, functionArn, payload: event },
          call.signal,
        );
        if ('error' in outcome) throw fault(outcome.error);
        return { payload: readPayload(outcome.payload, fault), statusCode: 200, requestId, logTail };
      } catch (error) {
        if (error instanceof StartFailure) throw fault(error.error);
        if (error instanceof FunctionProblem)
          throw dependencyFailed(functionArn, `The function ${arn.name} cannot run. ${error.message}`);
        throw error;
      }
    },

    async close() {
      closed = true;
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      await Promise.all([...logs.values()].map((log) => log.flushed()));
    },
  };
}

/** What the handler returned; nothing at all counts as null, as with handlers that return nothing. */
function readPayload(bytes: Uint8Array, fault: (error: FunctionError) => FlowError): JsonValue {
  if (bytes.byteLength === 0) return null;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fault({ errorType: 'Runtime.InvalidResponse', errorMessage: 'its response is not UTF-8' });
  }
  try {
    return parseJsonText(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'is not JSON';
    throw fault({ errorType: 'Runtime.InvalidResponse', errorMessage: `its response ${problem}` });
  }
}

const shortList = (names: readonly string[]): string =>
  names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ');
