import type { PromptVariant } from '@streambed/model/bedrock-agent';
import { validationException } from '../../protocol/index.ts';

/**
 * The rules between the members of a prompt that no single shape states (api-control.md section 6). Throws
 * ValidationException naming the member. Whether `inputVariables` matches what stands in the template is left open:
 * a draft may be half done, and the node that renders it says which value is missing.
 */
export function assertPromptRules(
  variants: readonly PromptVariant[],
  defaultVariant: string | undefined,
): void {
  if (defaultVariant !== undefined && !variants.some((variant) => variant.name === defaultVariant)) {
    const present = variants.map((variant) => variant.name).join(', ');
    refuse(
      'defaultVariant',
      `The defaultVariant is ${defaultVariant}, and ` +
        (present ? `the prompt's variant is named ${present}` : 'the prompt has no variants') +
        '. Name a variant that is there, or leave defaultVariant out.',
    );
  }
  variants.forEach((variant, index) => {
    assertVariantRules(variant, `variants[${index}]`);
  });
}

function assertVariantRules(variant: PromptVariant, path: string): void {
  const member = variant.templateType === 'TEXT' ? 'text' : 'chat';
  if (variant.templateConfiguration[member] === undefined) {
    refuse(
      `${path}.templateConfiguration`,
      `Variant ${variant.name} has the templateType ${variant.templateType}, which needs its template in ` +
        `templateConfiguration.${member}.`,
    );
  }
  if (variant.modelId !== undefined && variant.genAiResource !== undefined) {
    refuse(
      `${path}.genAiResource`,
      `Variant ${variant.name} names both a modelId and a genAiResource. Keep the one that is to answer the prompt.`,
    );
  }
}

function refuse(name: string, message: string): never {
  throw validationException(message, [{ name, message }]);
}
