import { parseDefinition } from '@streambed/flow/definition';
import type { JsonValue } from '@streambed/model';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { StartRunRequest } from '@streambed/model/streambed';
import { validationException } from '../../protocol/index.ts';
import type { FlowRecord } from '../../store/index.ts';
import { findFlowAlias } from '../flow-aliases/find-flow-alias.ts';
import { findFlowVersion } from '../flow-versions/find-flow-version.ts';
import { findFlow } from '../flows/find-flow.ts';
import { TEST_ALIAS_ID, versionNumberOf } from '../identifiers.ts';
import type { OperationContext } from '../operation.ts';

/** What shall run, as it is stored or was sent. */
export interface RunSource {
  readonly flowId: string;
  readonly aliasId?: string;
  /** Absent for a definition that was sent. */
  readonly flowVersion?: string;
  readonly executionRoleArn: string;
  readonly definition: FlowDefinition;
  readonly maxConcurrency: number;
}

/**
 * What a StartRun means by its alias, version, definition, or by none of them: the draft, prepared or not. Throws
 * ResourceNotFoundException for what is not there and ValidationException for what contradicts itself.
 */
export async function runSource(input: StartRunRequest, context: OperationContext): Promise<RunSource> {
  const { store, scope } = context;
  const { flowAliasIdentifier: alias, flowVersion: version, definition } = input;
  if ([alias, version, definition].filter((given) => given !== undefined).length > 1)
    throw validationException(
      'Give one of flowAliasIdentifier, flowVersion and definition, or none of them to run the draft.',
    );
  const flow = await findFlow(store, scope, input.flowIdentifier);
  const { id: flowId, executionRoleArn } = flow;
  const automatic = { flowId, maxConcurrency: Number.MAX_SAFE_INTEGER };
  if (definition !== undefined)
    return { ...automatic, executionRoleArn, definition: readDefinition(definition) };
  if (alias !== undefined) {
    const record = await findFlowAlias(store, scope, flowId, alias);
    const routed = record.routingConfiguration[0]?.flowVersion ?? 'DRAFT';
    const { concurrencyConfiguration: concurrency } = record;
    const limit = concurrency?.type === 'Manual' ? concurrency.maxConcurrency : undefined;
    const serves = record.id === TEST_ALIAS_ID ? preparedDraft(flow) : await versionOf(routed);
    return {
      ...serves,
      flowId,
      aliasId: record.id,
      flowVersion: routed,
      maxConcurrency: limit ?? Number.MAX_SAFE_INTEGER,
    };
  }
  const number = version === undefined ? undefined : versionNumberOf(version);
  if (number !== undefined)
    return { ...automatic, flowVersion: String(number), ...(await versionOf(String(number))) };
  return { ...automatic, flowVersion: 'DRAFT', executionRoleArn, definition: flow.definition ?? {} };

  async function versionOf(text: string) {
    const found = await findFlowVersion(store, scope, flowId, Number(text));
    return { executionRoleArn: found.executionRoleArn, definition: found.definition };
  }
}

function preparedDraft({ id, prepared }: FlowRecord) {
  if (prepared) return { executionRoleArn: prepared.executionRoleArn, definition: prepared.definition };
  throw validationException(
    `The draft of flow ${id} is not prepared, so its test alias serves nothing. Prepare it with PrepareFlow, or run the draft itself: StartRun without flowAliasIdentifier.`,
  );
}

/** As CreateFlow reads a definition: structure only. */
function readDefinition(json: JsonValue): FlowDefinition {
  const parsed = parseDefinition(json);
  if (parsed.ok) return parsed.definition;
  const shown = parsed.violations
    .slice(0, VIOLATIONS_SHOWN)
    .map(({ path, rule }) => `definition.${path}: ${rule}`);
  throw validationException(`The definition is not that of a flow: ${shown.join('; ')}`);
}

const VIOLATIONS_SHOWN = 20;
