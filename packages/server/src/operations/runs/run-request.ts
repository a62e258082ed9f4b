import { quotasOf } from '@streambed/flow/definition';
import type { StartRunRequest } from '@streambed/model/streambed';
import type { RunRequest } from '../../executions/index.ts';
import { validationException } from '../../protocol/index.ts';
import { flowAliasArn, flowArn, TEST_ALIAS_ID } from '../identifiers.ts';
import type { OperationContext } from '../operation.ts';
import { checkPins } from './check-pins.ts';
import { earlierRun } from './earlier-run.ts';
import { executablePart } from './executable-part.ts';
import { fedInputs, fedNode } from './feed.ts';
import { checkIteration, findNode, onlyNode, untilNode } from './part-of-definition.ts';
import { type RunSource, runSource } from './run-source.ts';

/** What of a run depends on its mode. */
type ModeOfRun = Pick<
  RunRequest,
  'plan' | 'part' | 'feed' | 'inputs' | 'nodeInputs' | 'from' | 'parentRunId'
>;

/** What a StartRun asks for, checked and compiled. Throws ServiceException, and FlowError for an earlier run. */
export async function runRequest(input: StartRunRequest, context: OperationContext): Promise<RunRequest> {
  const { scope, caller } = context;
  const { mode = 'Whole', node, iteration, pins = [], latency } = input;
  refuseContradictions(input);
  const source = await runSource(input, context);
  const { flowId, aliasId, flowVersion, definition } = source;
  checkPins(definition, pins);
  return {
    scope,
    principalArn: caller.arn,
    flowId,
    flowArn: flowArn(scope, flowId),
    flowAliasArn: flowAliasArn(scope, flowId, aliasId ?? TEST_ALIAS_ID),
    ...(aliasId !== undefined && { flowAliasId: aliasId }),
    ...(flowVersion !== undefined && { flowVersion }),
    executionRoleArn: source.executionRoleArn,
    maxConcurrency: source.maxConcurrency,
    kind: mode === 'Whole' ? 'Test' : 'Partial',
    mode,
    ...(node !== undefined && { node }),
    ...(iteration && iteration.length > 0 && { iteration }),
    definition,
    pins,
    ...(latency && { latency }),
    ...(await ofMode[mode](input, source, context)),
  };
}

const ofMode: {
  readonly [Mode in NonNullable<StartRunRequest['mode']>]: (
    input: StartRunRequest,
    source: RunSource,
    context: OperationContext,
  ) => Promise<ModeOfRun>;
} = {
  async Whole(input, source, context) {
    const plan = executablePart(source.definition, source.definition, quotasOf(context.quotas.nodesPerFlow));
    const earlier = await earlierRun(input, source, context);
    const inputs = input.inputs ?? earlier?.inputs ?? [];
    return { plan, inputs, feed: fedInputs(plan, inputs), ...parent(input) };
  },

  async UntilNode(input, source, context) {
    const { definition, ...part } = untilNode(source.definition, nodeOf(input));
    const plan = executablePart(source.definition, definition, quotasOf(context.quotas.nodesPerFlow));
    const earlier = await earlierRun(input, source, context);
    const inputs = input.inputs ?? earlier?.inputs ?? [];
    return { plan, part, inputs, feed: fedInputs(plan, inputs), ...parent(input) };
  },

  async FromNode(input, source, context) {
    const path = nodeOf(input);
    const { definition } = source;
    findNode(definition, path);
    const plan = executablePart(definition, definition, quotasOf(context.quotas.nodesPerFlow));
    checkIteration(plan, path, input.iteration);
    const earlier = await earlierRun(input, source, context);
    if (!earlier)
      throw validationException(
        'Name the run whose outputs shall be taken with fromRun, or run the whole flow.',
      );
    const inputs = input.inputs ?? earlier.inputs;
    const from = { recording: await earlier.recording(), definition: earlier.definition };
    return { plan, from, inputs, feed: fedInputs(plan, inputs), ...parent(input) };
  },

  async OnlyNode(input, source, context) {
    const path = nodeOf(input);
    const { definition, ...part } = onlyNode(source.definition, path);
    const plan = executablePart(source.definition, definition, quotasOf(context.quotas.nodesPerFlow));
    const earlier = await earlierRun(input, source, context);
    const fed = await fedNode(findNode(source.definition, path).node, input, earlier);
    return { plan, part, inputs: input.inputs ?? [], ...fed, ...parent(input) };
  },
};

const parent = ({ fromRun }: StartRunRequest) => (fromRun === undefined ? {} : { parentRunId: fromRun });

const nodeOf = ({ mode, node }: StartRunRequest): string => {
  if (node !== undefined) return node;
  throw validationException(`Name the node with \`node\`: mode ${mode} is about one.`);
};

function refuseContradictions({ mode = 'Whole', node, nodeInputs, iteration }: StartRunRequest): void {
  if (mode === 'Whole' && node !== undefined)
    throw validationException('A whole run is about no node; leave `node` out, or choose another mode.');
  if (nodeInputs !== undefined && mode !== 'OnlyNode')
    throw validationException('nodeInputs are for mode OnlyNode; a flow takes its inputs with `inputs`.');
  if (iteration && iteration.length > 0 && mode !== 'OnlyNode' && mode !== 'FromNode')
    throw validationException(`Mode ${mode} runs all iterations; leave \`iteration\` out.`);
}
