import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateGuardrailCommand,
  CreateGuardrailVersionCommand,
  DeleteGuardrailCommand,
  TagResourceCommand as TagGuardrailCommand,
  UntagResourceCommand as UntagGuardrailCommand,
  UpdateGuardrailCommand,
} from '@aws-sdk/client-bedrock';
import {
  CreateFlowAliasCommand,
  CreateFlowCommand,
  CreateFlowVersionCommand,
  CreatePromptCommand,
  CreatePromptVersionCommand,
  DeleteFlowAliasCommand,
  DeleteFlowCommand,
  DeleteFlowVersionCommand,
  DeletePromptCommand,
  PrepareFlowCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFlowAliasCommand,
  UpdateFlowCommand,
  UpdatePromptCommand,
} from '@aws-sdk/client-bedrock-agent';
import { echo } from '../support/definitions.ts';
import { type Clients, clientsOf, ROLE } from './clients.ts';
import { startServer } from './server-process.ts';

/*
 * Runs the server under strace, does every mutating operation once, and reads the trace: what was written to the log
 * must be synced before the answer's first byte. Started by ./run.
 */

/** What the trace of one operation shows, in order. */
interface Traced {
  readonly call: string;
  readonly writes: number;
  readonly syncs: number;
  /** Written to the log and not synced when the answer went out. */
  readonly unsynced: number;
}

const doEverything = async ({ agent, bedrock }: Clients): Promise<string[]> => {
  const done: string[] = [];
  const did = async <Answer>(call: string, answer: Promise<Answer>): Promise<Answer> => {
    const awaited = await answer;
    done.push(call);
    return awaited;
  };
  const flow = { name: 'traced', executionRoleArn: ROLE, definition: echo() };
  const { id, arn } = await did('CreateFlow', agent.send(new CreateFlowCommand(flow)));
  const flowIdentifier = id!;
  await did('UpdateFlow', agent.send(new UpdateFlowCommand({ flowIdentifier, ...flow })));
  await did('PrepareFlow', agent.send(new PrepareFlowCommand({ flowIdentifier })));
  await did('CreateFlowVersion', agent.send(new CreateFlowVersionCommand({ flowIdentifier })));
  const routing = { flowIdentifier, name: 'live', routingConfiguration: [{ flowVersion: '1' }] };
  const alias = await did('CreateFlowAlias', agent.send(new CreateFlowAliasCommand(routing)));
  const aliasIdentifier = alias.id!;
  const updated = { ...routing, aliasIdentifier, description: 'changed' };
  await did('UpdateFlowAlias', agent.send(new UpdateFlowAliasCommand(updated)));
  await did('TagResource', agent.send(new TagResourceCommand({ resourceArn: arn, tags: { team: 'a' } })));
  await did('UntagResource', agent.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['team'] })));
  await did('DeleteFlowAlias', agent.send(new DeleteFlowAliasCommand({ flowIdentifier, aliasIdentifier })));
  const version = { flowIdentifier, flowVersion: '1' };
  await did('DeleteFlowVersion', agent.send(new DeleteFlowVersionCommand(version)));
  await did('DeleteFlow', agent.send(new DeleteFlowCommand({ flowIdentifier })));
  const prompt = await did('CreatePrompt', agent.send(new CreatePromptCommand({ name: 'traced' })));
  const promptIdentifier = prompt.id!;
  const changed = { promptIdentifier, name: 'traced', description: 'changed' };
  await did('UpdatePrompt', agent.send(new UpdatePromptCommand(changed)));
  await did('CreatePromptVersion', agent.send(new CreatePromptVersionCommand({ promptIdentifier })));
  await did('DeletePrompt', agent.send(new DeletePromptCommand({ promptIdentifier })));
  const checks = {
    name: 'traced',
    wordPolicyConfig: { wordsConfig: [{ text: 'gizmo' }] },
    blockedInputMessaging: 'in',
    blockedOutputsMessaging: 'out',
  };
  const guardrail = await did('CreateGuardrail', bedrock.send(new CreateGuardrailCommand(checks)));
  const { guardrailId: guardrailIdentifier, guardrailArn: resourceARN } = guardrail;
  await did('UpdateGuardrail', bedrock.send(new UpdateGuardrailCommand({ guardrailIdentifier, ...checks })));
  const ofGuardrail = { guardrailIdentifier };
  await did('CreateGuardrailVersion', bedrock.send(new CreateGuardrailVersionCommand(ofGuardrail)));
  const tagged = { resourceARN, tags: [{ key: 'team', value: 'a' }] };
  await did('TagResource (bedrock)', bedrock.send(new TagGuardrailCommand(tagged)));
  const untagged = { resourceARN, tagKeys: ['team'] };
  await did('UntagResource (bedrock)', bedrock.send(new UntagGuardrailCommand(untagged)));
  await did('DeleteGuardrail', bedrock.send(new DeleteGuardrailCommand(ofGuardrail)));
  return done;
};

/** The calls are answered one after the other, so what stands between two answers belongs to the second. */
const readTrace = (trace: string, calls: readonly string[]): Traced[] => {
  const traced: Traced[] = [];
  let writes = 0;
  let syncs = 0;
  let unsynced = 0;
  for (const line of trace.split('\n')) {
    // What the start wrote belongs to no operation.
    if (/^\d+ +write\(1</.test(line)) writes = syncs = unsynced = 0;
    const onLog = /^\d+ +\w+\(\d+<[^>]*streambed\.db-wal>/.test(line);
    if (onLog && /^\d+ +pwrite/.test(line)) {
      writes += 1;
      unsynced += 1;
    }
    if (onLog && /^\d+ +f(?:data)?sync\(.*= 0$/.test(line)) {
      syncs += 1;
      unsynced = 0;
    }
    if (/^\d+ +(?:write|writev|sendto|sendmsg)\(\d+<(?:TCP|socket).*"HTTP\/1\.1 2\d\d /.test(line)) {
      traced.push({ call: calls[traced.length] ?? 'none', writes, syncs, unsynced });
      writes = 0;
      syncs = 0;
    }
  }
  return traced;
};

const folder = mkdtempSync(join(tmpdir(), 'streambed-trace-'));
try {
  const file = join(folder, 'trace');
  const calls = 'trace=write,writev,sendto,sendmsg,pwrite64,pwritev,fdatasync,fsync';
  const server = await startServer({
    dataFolder: join(folder, 'data'),
    // With -D the child of this process is the server, and takes its signals.
    wrapper: ['strace', '-D', '-f', '-yy', '-s', '32', '-e', calls, '-e', 'signal=none', '-o', file],
  });
  const clients = clientsOf(server);
  let done: string[];
  try {
    done = await doEverything(clients);
  } finally {
    clients.destroy();
    await server.stop();
  }
  const traced = readTrace(readFileSync(file, 'utf8'), done);
  const width = Math.max(...done.map((call) => call.length));
  for (const { call, writes, syncs, unsynced } of traced) {
    const told = unsynced === 0 && writes > 0 && syncs > 0 ? 'ok' : 'NOT SYNCED';
    console.log(
      `${call.padEnd(width)}  ${writes} writes to the log, ${syncs} syncs, then the answer: ${told}`,
    );
  }
  const right = traced.filter(({ writes, syncs, unsynced }) => writes > 0 && syncs > 0 && unsynced === 0);
  console.log(`${right.length} of ${done.length} mutating operations were answered after the sync`);
  if (right.length !== done.length || traced.length !== done.length) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
