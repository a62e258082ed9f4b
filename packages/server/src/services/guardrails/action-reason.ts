import type { GuardrailPolicies } from '../../store/index.ts';
import { CHECKED_POLICIES, type PolicyName } from './policy-names.ts';

export type Verdict = 'blocked' | 'masked' | 'none';

/** The cloud's own words; clients compare them. */
const REASONS: Readonly<Record<Verdict, string>> = {
  blocked: 'Guardrail blocked.',
  masked: 'Guardrail masked.',
  none: 'No action.',
};

/**
 * `actionReason`: the cloud's sentence, and after it what a person should know about how the verdict came about, where
 * there is something to know: what scored, where more than one thing could have, and what was not looked at at all.
 */
export function actionReason(
  verdict: Verdict,
  decided: readonly { readonly policy: PolicyName; readonly by: string }[],
  unseen: { readonly images: number; readonly policies: GuardrailPolicies },
): string {
  const byScorer = Map.groupBy(decided, ({ by }) => by);
  const sentences = [...byScorer].map(
    ([by, policies]) =>
      `${capital(listed(policies.map(({ policy }) => CHECKED_POLICIES[policy])))} decided by ${by}.`,
  );
  if (unseen.images > 0)
    sentences.push(
      `${unseen.images === 1 ? '1 image was' : `${unseen.images} images were`} not looked at: content filters read text only here.`,
    );
  if (unseen.policies.automatedReasoningPolicy)
    sentences.push('Automated reasoning checks are not carried out here.');
  return [REASONS[verdict], ...sentences].join(' ');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
