import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { validationException } from '../protocol/index.ts';
import type { DraftAndVersionRepository, Page, PageRequest } from '../store/index.ts';
import type { OperationContext } from './operation.ts';

/** Rows on a page when the caller does not say: the list shapes' own maximum (api-control.md, Read behaviour). */
export const DEFAULT_PAGE_SIZE = 10;

/** What a list operation is asked, as far as pages go. */
export interface PageInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/**
 * The key that signs page tokens, derived from a secret of the installation (the root secret access key): tokens
 * then outlive a restart and hold on every server that shares the secret, and nothing more has to be stored.
 */
export const pageTokenKey = (secret: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', 'streambed page token', 32));

/**
 * Reads one page. A nextToken is opaque: a keyed digest, then the key of the last row seen. The digest covers account,
 * region, operation and `subject` (what is listed: a flow id, a prompt id), so a token is good for the list that gave
 * it and for no other; anything else is a ValidationException. A page may change its size from call to call.
 */
export async function readPage<Row>(
  context: OperationContext,
  operation: string,
  subject: string,
  input: PageInput,
  list: (page: PageRequest) => Promise<Page<Row>>,
): Promise<{ readonly rows: readonly Row[]; readonly nextToken: string | undefined }> {
  const sign = (after: string) => digestOf(context, operation, subject, after);
  const after = input.nextToken === undefined ? undefined : openToken(input.nextToken, sign);
  const page = await list({ limit: input.maxResults ?? DEFAULT_PAGE_SIZE, after });
  return {
    rows: page.rows,
    nextToken: page.next === undefined ? undefined : sealToken(page.next, sign),
  };
}

/** Reads one page of the versions of the resource `id`, or, without one, of the drafts of all resources. */
export const readDraftsOrVersions = <Row>(
  context: OperationContext,
  operation: string,
  repository: DraftAndVersionRepository<Row>,
  id: string | undefined,
  input: PageInput,
) =>
  readPage(context, operation, id ?? '', input, (page) =>
    id === undefined
      ? repository.listDrafts(context.scope, page)
      : repository.listVersions(context.scope, id, page),
  );

const DIGEST_BYTES = 16;

function digestOf(context: OperationContext, operation: string, subject: string, after: string): Buffer {
  const { accountId, region } = context.scope;
  return createHmac('sha256', context.pageTokenKey)
    .update(JSON.stringify([accountId, region, operation, subject, after]))
    .digest()
    .subarray(0, DIGEST_BYTES);
}

const sealToken = (after: string, sign: (after: string) => Buffer): string =>
  Buffer.concat([sign(after), Buffer.from(after)]).toString('base64url');

function openToken(token: string, sign: (after: string) => Buffer): string {
  const bytes = Buffer.from(token, 'base64url');
  const after = bytes.subarray(DIGEST_BYTES).toString();
  // Decoding forgives stray characters; re-encoding makes each token have one spelling.
  const wellFormed = bytes.length > DIGEST_BYTES && bytes.toString('base64url') === token;
  if (!wellFormed || !timingSafeEqual(bytes.subarray(0, DIGEST_BYTES), sign(after))) {
    const message = 'The nextToken was not given out for this list. Start again without nextToken.';
    throw validationException(message, [{ name: 'nextToken', message }]);
  }
  return after;
}

/** All rows of a list, page by page, for rules that look at each of them. */
export async function* everyRow<Row>(list: (page: PageRequest) => Promise<Page<Row>>): AsyncGenerator<Row> {
  let after: string | undefined;
  do {
    const page: Page<Row> = await list({ limit: 100, after });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}
