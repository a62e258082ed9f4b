import { createHash } from 'node:crypto';
import { conflict } from '../protocol/index.ts';
import type { Repositories } from '../store/index.ts';
import type { OperationContext } from './operation.ts';

/** How long a client token is remembered, in ms: a day, as the store keeps it. The cloud does not document its window. */
const CLIENT_TOKEN_LIFETIME = 24 * 60 * 60 * 1000;

/** The services spell their client token in two ways. */
interface TokenInput {
  readonly clientToken?: string;
  readonly clientRequestToken?: string;
}

/**
 * Runs a create in one transaction, at most once per client token: the same token with the same parameters answers
 * what was answered first and creates nothing; with other parameters it is a ConflictException. Token, resource and
 * answer are written together, so concurrent requests with one token make one resource. A request that fails leaves
 * no trace of its token. Tokens belong to an operation within an account and region (api-control.md section 4).
 */
export function createOnce<Input extends TokenInput, Output>(
  context: OperationContext,
  operation: string,
  input: Input,
  create: (repositories: Repositories) => Promise<Output>,
): Promise<Output> {
  const { clientToken, clientRequestToken, ...parameters } = input;
  const token = clientToken ?? clientRequestToken;
  if (token === undefined) return context.store.transaction(create);
  const requestDigest = digestOf(parameters);
  return context.store.transaction(async (repositories) => {
    const now = context.clock.now();
    const earlier = await repositories.clientTokens.get(
      context.scope,
      operation,
      token,
      now - CLIENT_TOKEN_LIFETIME,
    );
    if (earlier) {
      if (earlier.requestDigest !== requestDigest)
        throw tokenReused(operation, clientToken === undefined ? 'clientRequestToken' : 'clientToken');
      return JSON.parse(earlier.response) as Output;
    }
    const output = await create(repositories);
    await repositories.clientTokens.insert(context.scope, {
      operation,
      token,
      requestDigest,
      response: JSON.stringify(output),
      createdAt: now,
    });
    return output;
  });
}

const tokenReused = (operation: string, member: keyof TokenInput) =>
  conflict(
    `The ${member} of this ${operation} request was used in the last 24 hours with other parameters. ` +
      `Send the same parameters to get the original response, or a new ${member} to create another resource.`,
  );

/**
 * SHA-256 of the parameters as JSON with sorted keys, in hex: the order of members on the wire says nothing. Bytes stand in
 * it as their own digest: as an object with a member for each of them, a document of some MiB would hold everybody up.
 */
function digestOf(parameters: unknown): string {
  const canonical = JSON.stringify(parameters, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (value instanceof Uint8Array) return { bytes: sha256(value) };
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return sha256(canonical);
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
