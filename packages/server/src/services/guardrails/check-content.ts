import type { Clock, ServiceCall } from '@streambed/flow/ports';
import type {
  AppliedGuardrailDetails,
  ApplyGuardrailResponse,
  GuardrailAssessment,
} from '@streambed/model/bedrock-runtime';
import type { GuardrailRecord } from '../../store/index.ts';
import { actionReason, type Verdict } from './action-reason.ts';
import type { NamedPolicy } from './compile-policies.ts';
import { fullAssessment } from './full-scope.ts';
import { applyMasks, joinMasks } from './masks.ts';
import type { CheckRequest, GuardrailCheck } from './open-guardrail.ts';
import type { PolicyInput, PolicyResult } from './policies/policy.ts';
import { readContent } from './read-content.ts';
import { assertWithinQuota } from './text-quota.ts';
import { contentSize, guardrailCoverage, guardrailUsage } from './usage.ts';

export interface CompiledGuardrail {
  readonly record: GuardrailRecord;
  readonly details: Pick<AppliedGuardrailDetails, 'guardrailId' | 'guardrailVersion' | 'guardrailArn'>;
  readonly policies: readonly NamedPolicy[];
  readonly clock: Clock;
}

/**
 * Asks every policy and puts their findings together as ApplyGuardrail answers: anything that blocks wins over masking.
 * Rejects with FlowError when a judge model fails, a regex takes too long or there is too much to check; nothing counts as
 * checked then.
 */
export async function checkContent(
  { record, details, policies, clock }: CompiledGuardrail,
  request: CheckRequest,
  call: ServiceCall,
): Promise<GuardrailCheck> {
  const { source, outputScope = 'INTERVENTIONS', charactersBeside = 0 } = request;
  call.signal.throwIfAborted();
  const began = clock.monotonic();
  const content = readContent(request.content);
  assertWithinQuota(content);
  const results = await askAll(policies, { source, ...content }, call);
  const blocked = results.some(({ result }) => result.blocked);
  const masks = blocked ? [] : joinMasks(results.flatMap(({ result }) => result.masks));
  const verdict: Verdict = blocked ? 'blocked' : masks.length > 0 ? 'masked' : 'none';

  const size = contentSize(content, charactersBeside);
  const usage = guardrailUsage(record.policies, size, source);
  const coverage = guardrailCoverage(size);
  const found: GuardrailAssessment = Object.assign({}, ...results.map(({ result }) => result.assessment));
  const isFull = outputScope === 'FULL';
  const message = source === 'INPUT' ? record.blockedInputMessaging : record.blockedOutputsMessaging;
  const texts = verdict === 'masked' ? applyMasks(content.texts, masks) : isFull ? content.texts : [];
  const response: ApplyGuardrailResponse = {
    usage,
    action: verdict === 'none' ? 'NONE' : 'GUARDRAIL_INTERVENED',
    actionReason: actionReason(
      verdict,
      results.flatMap(({ name, result }) =>
        result.decidedBy === undefined ? [] : [{ policy: name, by: result.decidedBy }],
      ),
      { images: content.images, policies: record.policies },
    ),
    outputs: (blocked ? [message] : texts).map((text) => ({ text })),
    assessments: [
      {
        ...(isFull ? fullAssessment(found, record.policies, source) : found),
        invocationMetrics: {
          guardrailProcessingLatency: Math.round(clock.monotonic() - began),
          usage,
          guardrailCoverage: coverage,
        },
        appliedGuardrailDetails: { ...details, guardrailOrigin: ['REQUEST'], guardrailOwnership: 'SELF' },
      },
    ],
    guardrailCoverage: coverage,
  };
  return { response, blocked, masks };
}

interface NamedResult {
  readonly name: NamedPolicy['name'];
  readonly result: PolicyResult;
}

/** All at once: a judge is waited for only once. With nothing to look at, nobody is asked. */
async function askAll(
  policies: readonly NamedPolicy[],
  input: PolicyInput,
  call: ServiceCall,
): Promise<readonly NamedResult[]> {
  if (input.texts.every((text) => text === '')) return [];
  return Promise.all(
    policies.map(async ({ name, policy }) => ({ name, result: await policy.check(input, call) })),
  );
}
