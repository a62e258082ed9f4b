import { createHash } from 'node:crypto';
import type { ConverseRequest } from '@streambed/flow/ports';
import type { Target } from '../routing.ts';

/**
 * The same for requests that are the same, whatever order their members stand in: SHA-256 of account, target and all
 * that the model is told. The model id is not part of it, since the target says more; nor is the guardrail, which
 * looks at what the model says whether it was kept or not. Undefined for a request that names objects in S3, which may
 * change while it stays the same.
 */
export function cacheKey(
  accountId: string,
  { provider, modelName }: Target,
  request: ConverseRequest,
): string | undefined {
  const { modelId: _, guardrailConfig: __, ...told } = request;
  const text = canonical([accountId, provider.name, provider.baseUrl ?? '', modelName, told]);
  // In a text that a caller wrote, the quotes have backslashes before them.
  if (/[{,]"s3Location":/u.test(text)) return undefined;
  return createHash('sha256').update(text).digest('base64');
}

/** JSON with the members of objects in order; bytes as an object of a form that JSON text cannot have. */
function canonical(value: unknown): string {
  if (value instanceof Uint8Array) return `<${Buffer.from(value).toString('base64')}>`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
