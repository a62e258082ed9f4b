import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateGuardrailCommand,
  type CreateGuardrailCommandInput,
  DeleteGuardrailCommand,
  GetGuardrailCommand,
  paginateListGuardrails,
} from '@aws-sdk/client-bedrock';
import { ApplyGuardrailCommand, type ApplyGuardrailCommandOutput } from '@aws-sdk/client-bedrock-runtime';
import type { BedrockClients } from '../client/index.ts';
import type { GuardrailCase, GuardrailCases } from '../definitions/index.ts';
import { exitCodes, Failure, usageFailure } from '../failure.ts';
import { type CaseResult, type GuardrailFinding, guardrailFindings } from '../output/index.ts';

/** Cases that are with the service at the same time. */
const AT_ONCE = 8;
/** The cloud makes a guardrail in some seconds. */
const READY_MS = 60_000;

export interface TestedGuardrail {
  readonly guardrailId: string;
  readonly version: string;
  /** In the order of the file. */
  readonly results: readonly CaseResult[];
}

/** Sends every case to the service by ApplyGuardrail. A guardrail that the file brings is made for that, and deleted. */
export async function testGuardrail(
  clients: BedrockClients,
  table: GuardrailCases,
  named: { readonly guardrail: string | undefined; readonly version: string | undefined },
): Promise<TestedGuardrail> {
  if (named.guardrail !== undefined) {
    const guardrailId = await findGuardrail(clients, named.guardrail);
    const version = named.version ?? 'DRAFT';
    const results = await runAll(clients, table, guardrailId, version).catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
      throw usageFailure(
        `There is no guardrail ${named.guardrail} with version ${version} at ${clients.connection.name}. aws bedrock list-guardrails --guardrail-identifier ${guardrailId} lists the versions.`,
        { cause: error },
      );
    });
    return { guardrailId, version, results };
  }
  if (!table.guardrail)
    throw usageFailure(`Name a guardrail with --guardrail; ${table.file} brings none with it.`);
  const guardrailId = await createGuardrail(clients, table.guardrail, table.file);
  try {
    return { guardrailId, version: 'DRAFT', results: await runAll(clients, table, guardrailId, 'DRAFT') };
  } finally {
    await clients.bedrock.send(new DeleteGuardrailCommand({ guardrailIdentifier: guardrailId }));
  }
}

/** Ids and ARNs are taken as they are; a name is looked up first, since an id may not have what names have. */
async function findGuardrail({ bedrock, connection }: BedrockClients, given: string): Promise<string> {
  if (given.startsWith('arn:')) return given;
  const found: string[] = [];
  for await (const { guardrails = [] } of paginateListGuardrails({ client: bedrock }, {}))
    for (const { id, name } of guardrails) {
      if (id === given) return given;
      if (name === given && id !== undefined) found.push(id);
    }
  const [id] = found;
  if (id !== undefined) return id;
  throw usageFailure(`There is no guardrail with the id or name ${given} at ${connection.name}.`);
}

/** A guardrail under a name of its own. Messages may be left out: they decide nothing. */
async function createGuardrail(
  { bedrock }: BedrockClients,
  configuration: NonNullable<GuardrailCases['guardrail']>,
  file: string,
): Promise<string> {
  const input = {
    blockedInputMessaging: 'Blocked.',
    blockedOutputsMessaging: 'Blocked.',
    ...configuration,
    name: `streambed-guardrail-test-${crypto.randomUUID().slice(0, 8)}`,
  } as unknown as CreateGuardrailCommandInput;
  const { guardrailId } = await bedrock.send(new CreateGuardrailCommand(input)).catch((error: Error) => {
    if (error.name !== 'ValidationException') throw error;
    throw new Failure(`${file}: guardrail: ${error.message}`, exitCodes.usage, { cause: error });
  });
  const until = Date.now() + READY_MS;
  for (;;) {
    const { status, statusReasons = [] } = await bedrock.send(
      new GetGuardrailCommand({ guardrailIdentifier: guardrailId }),
    );
    if (status === 'READY') return guardrailId!;
    if (status === 'FAILED' || Date.now() > until) {
      await bedrock.send(new DeleteGuardrailCommand({ guardrailIdentifier: guardrailId }));
      throw new Failure(
        `${file}: guardrail: it did not become ready (${[status, ...statusReasons].join(', ')}).`,
      );
    }
    await wait(500);
  }
}

async function runAll(
  clients: BedrockClients,
  { cases }: GuardrailCases,
  guardrailId: string,
  version: string,
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < cases.length; at = next++)
      results[at] = await runCase(clients, cases[at]!, guardrailId, version);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

async function runCase(
  { bedrockRuntime }: BedrockClients,
  tested: GuardrailCase,
  guardrailIdentifier: string,
  guardrailVersion: string,
): Promise<CaseResult> {
  const { source, text, groundingSources, query } = tested;
  const answer = await bedrockRuntime.send(
    new ApplyGuardrailCommand({
      guardrailIdentifier,
      guardrailVersion,
      source,
      content: [
        ...groundingSources.map((one) => ({
          text: { text: one, qualifiers: ['grounding_source' as const] },
        })),
        ...(query === undefined ? [] : [{ text: { text: query, qualifiers: ['query' as const] } }]),
        { text: { text, qualifiers: ['guard_content' as const] } },
      ],
    }),
  );
  return resultOf(tested, answer);
}

/** What a guardrail did with a text, compared with what was expected. */
function resultOf(
  tested: GuardrailCase,
  { action, actionReason, outputs, assessments }: ApplyGuardrailCommandOutput,
): CaseResult {
  const found = (assessments ?? []).flatMap((assessment) => guardrailFindings(assessment));
  const isBlocked = found.some((one) => one.action === 'BLOCKED');
  const actual = action === 'NONE' ? 'NONE' : isBlocked ? 'BLOCKED' : 'ANONYMIZED';
  const output = outputs?.map((one) => one.text ?? '').join('\n') ?? '';
  const problems: string[] = [];
  const isExpected =
    tested.expected === 'GUARDRAIL_INTERVENED' ? actual !== 'NONE' : actual === tested.expected;
  if (!isExpected) problems.push(`expected ${tested.expected}`);
  for (const wanted of tested.findings)
    if (!found.some((one) => isNamed(one, wanted))) problems.push(`expected to find ${wanted}`);
  if (tested.output !== undefined && output !== tested.output)
    problems.push(`expected the output ${JSON.stringify(tested.output)}, got ${JSON.stringify(output)}`);
  return {
    line: tested.line,
    ...(tested.name !== undefined && { name: tested.name }),
    text: tested.text,
    source: tested.source,
    expected: tested.expected,
    actual,
    found,
    ...(actual !== 'NONE' && { output }),
    ...(actionReason !== undefined && { actionReason }),
    problems,
  };
}

/** A finding is meant by its type, by the name that the author gave it, or by what was matched. */
const isNamed = ({ type, name, match }: GuardrailFinding, wanted: string): boolean =>
  [type, name, match].some((one) => one?.toLowerCase() === wanted.toLowerCase());
