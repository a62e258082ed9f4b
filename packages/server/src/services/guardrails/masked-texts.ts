import { badGateway } from '@streambed/flow/ports';
import { applyMasks } from './masks.ts';
import type { GuardrailCheck } from './open-guardrail.ts';

/** The texts that were checked, as the guardrail wants them to go on. Throws FlowError when it did not say so. */
export function maskedTexts(
  { masks, response }: GuardrailCheck,
  texts: readonly string[],
): readonly string[] {
  if (masks) return applyMasks(texts, masks);
  if (response.outputs.length !== texts.length)
    throw badGateway(
      'ApplyGuardrail',
      `The guardrail masked ${texts.length} texts and gave ${response.outputs.length} back. Nothing was let through.`,
    );
  return response.outputs.map(({ text }, index) => text ?? texts[index] ?? '');
}
