import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogModel, Clock, Ports } from '@streambed/flow/ports';
import { bedrock, bedrockAgent, checkConstraints, type JsonValue, streambed } from '@streambed/model';
import { expect, onTestFinished } from 'vitest';
import type { Executions } from '../../executions/index.ts';
import { encodeOutput, ServiceException } from '../../protocol/index.ts';
import { openSqliteStore, type Scope, type Store } from '../../store/index.ts';
import type { KnowledgeBaseWork } from '../knowledge-bases/knowledge-base-work.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { pageTokenKey } from '../pagination.ts';
import { cloudQuotas, type Quotas } from '../quotas.ts';

/*
 * The operations on a real store in a folder of its own, called as app calls them: input checked against the wire
 * model, output through the wire and back, checked against the wire model too.
 */

export const accountA: Scope = { accountId: '000000000000', region: 'us-east-1' };

/** The store guards its transactions with it; the times in its rows come from the operations. */
const storeClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, action) {
    const timer = setTimeout(action, delay).unref();
    return () => clearTimeout(timer);
  },
};

export interface TestService {
  readonly store: Store;
  /** The time of the next calls, in ms; tests move it. */
  now: number;
  call<Input, Output>(operation: Operation<Input, Output>, input: Input, scope?: Scope): Promise<Output>;
}

export interface TestCatalog {
  /** What the catalogue lists. It finds these, and those that `alsoFinds` says. */
  readonly models?: readonly CatalogModel[];
  /** What requests to take documents in are handed to. */
  readonly knowledgeBaseWork?: KnowledgeBaseWork;
  readonly alsoFinds?: (modelId: string) => CatalogModel | undefined;
}

/** Opens a service that is closed and gone when the test has finished. */
export async function openService(
  quotas: Quotas = cloudQuotas,
  { models = [], alsoFinds = () => undefined, knowledgeBaseWork }: TestCatalog = {},
): Promise<TestService> {
  const folder = await mkdtemp(join(tmpdir(), 'streambed-operations-'));
  const store = await openSqliteStore({ folder, clock: storeClock });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  let lastId = 0;
  let lastUuid = 0;
  const service: TestService = {
    store,
    now: Date.UTC(2025, 7, 1, 12),
    async call(operation, input, scope = accountA) {
      const { model, service: wire } = modelOf(operation);
      expect(checkConstraints(wire, model.inputShape, input)).toEqual([]);
      const context: OperationContext = {
        caller: { ...scope, accessKeyId: 'AKIDEXAMPLE', arn: `arn:aws:iam::${scope.accountId}:root` },
        scope,
        requestId: 'a-request',
        signal: new AbortController().signal,
        store,
        executions: {
          invoke: () => Promise.reject(new Error('the control plane runs no flow')),
        } as Partial<Executions> as Executions,
        ports: {
          modelCatalog: {
            list: async () => models,
            find: async (modelId) => models.find((each) => each.modelId === modelId) ?? alsoFinds(modelId),
          },
        } as Partial<Ports> as Ports,
        clock: {
          now: () => service.now++,
          monotonic: () => service.now,
          after: () => () => {},
        },
        ids: {
          resourceId: () => `R${String(++lastId).padStart(9, '0')}`,
          uuid: () => `${(++lastUuid).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
        },
        quotas,
        pageTokenKey: pageTokenKey('a secret of the installation'),
        signIn: {
          createSession: () => Promise.reject(new Error('nobody signs in here')),
          createCode: () => {
            throw new Error('nobody signs in here');
          },
        },
        server: {
          diagnose: () => Promise.reject(new Error('there is no server')),
          modelSettings: () => Promise.reject(new Error('there is no server')),
        },
        knowledgeBaseWork: async () =>
          knowledgeBaseWork ?? Promise.reject(new Error('nothing is taken in here')),
        hold: () => () => {},
      };
      const output = await operation.handle(input, context);
      return overTheWire(operation, output) as typeof output;
    },
  };
  return service;
}

/**
 * What no client checks: lists may be longer than the published shapes say when the caller asked for it; models have
 * other ids than Bedrock's, long names with dots, and ways to be reached that the enum does not know; an alias of a
 * key stays one.
 */
const IRREGULAR =
  /(?:Summaries|modelArn|inferenceTypesSupported\[0\]|modelId|modelName|inferenceProfileName|kmsKeyArn)$/;

/** What a client reads. */
function overTheWire(operation: Operation<never>, output: unknown): JsonValue {
  const { model, service } = modelOf(operation);
  const response = encodeOutput(model, service, output, { requestId: 'a-request' } as never);
  const read = JSON.parse(new TextDecoder().decode(response.body as Uint8Array)) as JsonValue;
  const violations = checkConstraints(service, model.outputShape, read);
  expect(violations.filter(({ path }) => !IRREGULAR.test(path))).toEqual([]);
  return read;
}

function modelOf({ name, service: serviceName }: Operation<never>) {
  const service = [bedrock, bedrockAgent, streambed].find((each) => each.service === serviceName);
  if (!service) throw new Error(`${serviceName} is not tested here`);
  const model = service.operations.find(({ operation }) => operation === name);
  if (!model) throw new Error(`the model has no operation ${name}`);
  return { model, service };
}

/** The exception that a call ends with; fails the test when it succeeds or fails otherwise. */
export async function failureOf(call: Promise<unknown>): Promise<ServiceException> {
  const outcome = await call.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(ServiceException);
  return outcome as ServiceException;
}

/** A client token as SDKs make them. */
export const token = (name: string): string => `${name}-00000000-0000-4000-8000-000000000000`;
