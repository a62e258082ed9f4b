import { createHash, createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { JsonObject } from '@streambed/model';
import { AttemptLimit, authenticate, rootAccessKeys, Secret, Sessions } from '../../identity/index.ts';
import { type Operation, operationKey } from '../../operations/index.ts';
import type { StreamEvent } from '../../protocol/index.ts';
import type { Store } from '../../store/index.ts';
import type { Configuration } from '../configuration.ts';
import type { Rooms } from '../exchange.ts';
import { defaultLimits, type Limits } from '../limits.ts';
import { createLog } from '../log.ts';
import { ownHost } from '../own-host.ts';
import { randomIds } from '../random-ids.ts';
import { type Door, serve } from '../serve.ts';
import { sessionCookie } from '../session-cookie.ts';
import { studioFiles } from '../studio-files.ts';
import { systemClock } from '../system-clock.ts';

export const credentials = {
  accessKeyId: 'AKIATESTTESTTESTTEST',
  secretAccessKey: 'aSecretThatOnlyTheTestsOfThisRoomKnow',
};

/** What a test's InvokeFlow does: batches of events, made with the context of the request. */
export type Invoke = (
  input: JsonObject,
  context: { signal: AbortSignal },
) => AsyncIterable<readonly StreamEvent[]>;

export interface OpenDoor extends Door {
  /** Lines of the log, parsed. */
  readonly log: Record<string, unknown>[];
  /** How often anything of the store or the executions was touched. */
  readonly touches: () => number;
}

export interface OpenDoorOptions {
  readonly limits?: Partial<Limits>;
  readonly invoke?: Invoke;
  readonly operations?: readonly Operation<never>[];
  readonly tls?: Configuration['tls'];
}

/** A front door before rooms that count what touches them; only protocol and identity are the real ones. */
export const openDoor = async ({
  limits,
  invoke,
  operations = [],
  tls,
}: OpenDoorOptions = {}): Promise<OpenDoor> => {
  const log: Record<string, unknown>[] = [];
  let touches = 0;
  const untouchable = new Proxy(Object.create(null) as object, {
    get: () => {
      touches++;
      throw new Error('a room behind the door was touched');
    },
  });
  const keys = rootAccessKeys({
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: new Secret(credentials.secretAccessKey),
    accountId: '000000000000',
    source: 'environment',
  });
  const allLimits = { ...defaultLimits, ...limits };
  const table: readonly Operation<never>[] = [
    ...operations,
    ...(invoke ? [invokeFlowWith(invoke) as Operation<never>] : []),
  ];
  const rooms: Rooms = {
    store: untouchable as Store,
    executions: untouchable as Rooms['executions'],
    ports: untouchable as Rooms['ports'],
    knowledgeBaseWork: () => Promise.resolve(untouchable as never),
    clock: systemClock,
    ids: randomIds,
    operations: new Map(
      table.map((operation) => [operationKey(operation.service, operation.name), operation]),
    ),
    quotas: {} as Rooms['quotas'],
    pageTokenKey: new Uint8Array(32),
    authenticate: (head, body) => authenticate({ ...head, body }, keys, Date.now()),
    limits: allLimits,
    bodies: { held: 0, kept: 0, limit: allLimits.bodyBytesInFlight },
    log: createLog({
      level: 'debug',
      write: (line) => log.push(JSON.parse(line)),
      now: Date.now,
      secrets: () => [credentials.secretAccessKey],
    }),
    slowRequest: 60_000,
    sessions: await Sessions.open({
      records: { ...(untouchable as Store['studioSessions']), listLiving: async () => [] },
      secret: new Secret(credentials.secretAccessKey),
      now: Date.now,
      random: randomBytes,
      lifetime: 60_000,
    }),
    cookie: sessionCookie('test', tls !== undefined),
    attempts: new AttemptLimit(),
    studio: studioFiles(join(import.meta.dirname, 'no-studio')),
    isOwnHost: ownHost({ ...(tls && { tls }) }),
    signIn: untouchable as Rooms['signIn'],
    server: untouchable as Rooms['server'],
  };
  const door = await serve(rooms, { host: '127.0.0.1', port: 0, limits: allLimits, ...(tls && { tls }) });
  return {
    get port() {
      return door.port;
    },
    get url() {
      return door.url;
    },
    get running() {
      return door.running;
    },
    get connections() {
      return door.connections;
    },
    close: (patience) => door.close(patience),
    log,
    touches: () => touches,
  };
};

const invokeFlowWith = (invoke: Invoke): Operation<JsonObject> => ({
  name: 'InvokeFlow',
  service: 'bedrock-agent-runtime',
  action: 'bedrock:InvokeFlow',
  resource: () => '*',
  handle: async (input, context) => ({
    executionId: 'test-execution',
    responseStream: invoke(input, context),
  }),
});

/** An output event of a node, as the engine's projection makes them. */
export const outputEvent = (document: unknown): StreamEvent =>
  ({
    name: 'flowOutputEvent',
    payload: { nodeName: 'FlowOutput', nodeType: 'FlowOutputNode', content: { document } },
  }) as StreamEvent;

export const completionEvent: StreamEvent = {
  name: 'flowCompletionEvent',
  payload: { completionReason: 'SUCCESS' },
};

export const INVOKE_PATH = '/flows/ABCDEFGHIJ/aliases/TSTALIASID';

export const invokeBody = (document: unknown): string =>
  JSON.stringify({ inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document } }] });

/** Headers of a request signed by hand, for what no SDK would send; a character of the body is a byte. */
export const sign = (
  method: string,
  path: string,
  body: string | Uint8Array = '',
  { host = '127.0.0.1', hostHeader = 'host' }: { host?: string; hostHeader?: 'host' | ':authority' } = {},
): Record<string, string> => {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${date.slice(0, 8)}/us-east-1/bedrock/aws4_request`;
  const names = `${hostHeader};x-amz-date`;
  const canonical = [
    method,
    path,
    '',
    `${hostHeader}:${host}`,
    `x-amz-date:${date}`,
    '',
    names,
    createHash('sha256')
      .update(typeof body === 'string' ? Buffer.from(body, 'latin1') : body)
      .digest('hex'),
  ].join('\n');
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (previous, part) => createHmac('sha256', previous).update(part).digest(),
      `AWS4${credentials.secretAccessKey}`,
    );
  const signature = createHmac('sha256', key)
    .update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${hashed}`)
    .digest('hex');
  return {
    [hostHeader]: host,
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
};
