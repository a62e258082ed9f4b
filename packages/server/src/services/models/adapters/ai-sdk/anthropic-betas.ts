import type { JsonValue } from '@streambed/model';
import { objectIn } from './json-shape.ts';

/** On Bedrock the betas of a request to Claude are a member of its body; Anthropic's own API wants them in a header. */
const MEMBER = 'anthropic_beta';

/** The betas that additionalModelRequestFields name, as an option of the package, which makes the header. */
export function anthropicBetas(fields: JsonValue | undefined): { anthropicBeta?: string[] } {
  const betas = objectIn(fields)?.[MEMBER];
  const names = (Array.isArray(betas) ? betas : [betas]).filter(isBetaName);
  return names.length > 0 ? { anthropicBeta: names } : {};
}

/** The fields without those that became a header. */
export function withoutBetas(fields: JsonValue | undefined): JsonValue | undefined {
  const members = objectIn(fields);
  if (!members || !(MEMBER in members)) return fields;
  return Object.fromEntries(Object.entries(members).filter(([name]) => name !== MEMBER));
}

/** Nothing else may reach a header. */
const isBetaName = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && /^[a-z0-9.-]{1,80}$/.test(value);
