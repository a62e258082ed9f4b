import type { QueryPairs, RequestHead } from '../protocol/index.ts';
import { amzDateOfHttpDate } from './amz-date.ts';
import { incompleteSignature, missingAuthenticationToken } from './credential-errors.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** SDKs sign about a dozen headers; the longest real value is far below this. */
const MAX_AUTHORIZATION = 8 * 1024;
const MAX_PRESIGNED_SECONDS = 604_800;

/** What a request says about its signature: read, not yet believed. */
export interface Credentials {
  readonly accessKeyId: string;
  /** The scope's parts as sent: date, region, service, terminator. */
  readonly scope: readonly [date: string, region: string, service: string, terminator: string];
  /** As sent: `20150830T123600Z`. */
  readonly date: string;
  readonly signedHeaders: readonly string[];
  /** Hexadecimal as sent, perhaps not even that. */
  readonly signature: string;
  /** As sent along, in the header or the query. */
  readonly sessionToken: string | undefined;
  /** The declared hash of the body; absent for signers such as botocore, which only put it into the signature. */
  readonly declaredHash: string | undefined;
  /** How long a presigned request stays good, seconds; absent for a request signed by headers. */
  readonly expires: number | undefined;
}

/**
 * Reads the one place where a request carries its credentials: the Authorization header, or the query of a presigned
 * request. Throws MissingAuthenticationTokenException where there are none (an API key header, a cookie or a SigV2
 * query count as none) and IncompleteSignatureException, naming the part, where they cannot be read.
 */
export const readCredentials = ({ headers, query }: RequestHead): Credentials => {
  const authorization = headers.get('authorization')?.trim() ?? '';
  const signedQuery = query.some(([name]) =>
    /^x-amz-(algorithm|credential|signature|signedheaders)$/i.test(name),
  );
  if (authorization !== '' && signedQuery) {
    throw incompleteSignature(
      'The request carries a signature both in the Authorization header and in the query; send one of them.',
    );
  }
  if (signedQuery) return fromQuery(query, headers);
  if (authorization === '') throw missingAuthenticationToken();
  return fromHeader(authorization, headers);
};

const fromHeader = (authorization: string, headers: RequestHead['headers']): Credentials => {
  if (authorization.length > MAX_AUTHORIZATION) {
    throw incompleteSignature(`The Authorization header is longer than ${MAX_AUTHORIZATION} characters.`);
  }
  const space = authorization.indexOf(' ');
  const scheme = space < 0 ? authorization : authorization.slice(0, space);
  if (scheme !== ALGORITHM) {
    throw incompleteSignature(
      `The Authorization header must begin with ${ALGORITHM}; other schemes (Bearer, Basic, AWS, AWS4-ECDSA-P256-SHA256) are not accepted.`,
    );
  }
  const parts = readParts(space < 0 ? '' : authorization.slice(space + 1));
  const httpDate = headers.get('date');
  const date =
    headers.get('x-amz-date') ??
    (httpDate === undefined ? undefined : (amzDateOfHttpDate(httpDate) ?? httpDate));
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !parts.get(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if (!date)
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (missing.length > 0) throw incompleteSignature(missing.join(' '));
  return {
    ...readCredential(parts.get('Credential')!),
    date: date!,
    signedHeaders: readSignedHeaders(parts.get('SignedHeaders')!),
    signature: parts.get('Signature')!,
    sessionToken: headers.get('x-amz-security-token'),
    declaredHash: headers.get('x-amz-content-sha256'),
    expires: undefined,
  };
};

/** `Credential=…, SignedHeaders=…, Signature=…` in any order, each once. */
const readParts = (text: string): Map<string, string> => {
  const parts = new Map<string, string>();
  if (text.trim() === '') return parts;
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    if (equals < 0)
      throw incompleteSignature('Invalid key=value pair (missing equal-sign) in Authorization header.');
    const name = pair.slice(0, equals).trim();
    if (parts.has(name)) throw incompleteSignature('The Authorization header has a parameter twice.');
    parts.set(name, pair.slice(equals + 1).trim());
  }
  return parts;
};

const fromQuery = (query: QueryPairs, headers: RequestHead['headers']): Credentials => {
  const parameters = new Map<string, string>();
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    if (!lower.startsWith('x-amz-')) continue;
    if (parameters.has(lower)) throw incompleteSignature(`The query has the parameter ${lower} twice.`);
    parameters.set(lower, value);
  }
  const required = [
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-SignedHeaders',
    'X-Amz-Signature',
  ];
  const missing = required
    .filter((name) => !query.some(([sent, value]) => sent === name && value !== ''))
    .map((name) => `AWS query-string parameters must include '${name}'.`);
  if (missing.length > 0) throw incompleteSignature(missing.join(' '));
  if (parameters.get('x-amz-algorithm') !== ALGORITHM) {
    throw incompleteSignature(`X-Amz-Algorithm must be ${ALGORITHM}.`);
  }
  const expires = parameters.get('x-amz-expires')!;
  if (!/^[1-9]\d{0,5}$/.test(expires) || Number(expires) > MAX_PRESIGNED_SECONDS) {
    throw incompleteSignature(
      `X-Amz-Expires must be a number of seconds from 1 to ${MAX_PRESIGNED_SECONDS}.`,
    );
  }
  return {
    ...readCredential(parameters.get('x-amz-credential')!),
    date: parameters.get('x-amz-date')!,
    signedHeaders: readSignedHeaders(parameters.get('x-amz-signedheaders')!),
    signature: parameters.get('x-amz-signature')!,
    sessionToken: parameters.get('x-amz-security-token') ?? headers.get('x-amz-security-token'),
    declaredHash: parameters.get('x-amz-content-sha256') ?? headers.get('x-amz-content-sha256'),
    expires: Number(expires),
  };
};

const readCredential = (text: string): Pick<Credentials, 'accessKeyId' | 'scope'> => {
  const [accessKeyId, date, region, service, terminator, ...more] = text.split('/');
  if (!accessKeyId || !date || !region || !service || !terminator || more.length > 0) {
    throw incompleteSignature(
      "Credential must have exactly 5 slash-delimited elements: 'KEYID/YYYYMMDD/REGION/SERVICE/aws4_request'.",
    );
  }
  return { accessKeyId, scope: [date, region, service, terminator] };
};

/** Lower-case tokens (RFC 9110 section 5.6.2), `:authority` on HTTP/2, in the order of their bytes, each once. */
const readSignedHeaders = (text: string): readonly string[] => {
  if (!/^(:authority|[a-z0-9!#$%&'*+.^_`|~-]+)(;[a-z0-9!#$%&'*+.^_`|~-]+)*$/.test(text)) {
    throw incompleteSignature("SignedHeaders must be lower-case header names separated by ';'.");
  }
  const names = text.split(';');
  for (let i = 1; i < names.length; i++) {
    if (names[i - 1]! >= names[i]!) {
      throw incompleteSignature('SignedHeaders must be sorted and name each header once.');
    }
  }
  return names;
};
