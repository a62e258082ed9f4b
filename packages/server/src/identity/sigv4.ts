import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { QueryPairs, RequestHead, RequestHeaders } from '../protocol/index.ts';
import { formatAmzDate, parseAmzDate } from './amz-date.ts';
import type { AccessKey, AccessKeys, Caller } from './caller.ts';
import { canonicalHeaders, canonicalPath, canonicalQuery } from './canonical-request.ts';
import {
  expiredToken,
  incompleteSignature,
  invalidSignature,
  unrecognizedClient,
} from './credential-errors.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { Secret } from './secret.ts';
import { SigningKeys, type SigningScope } from './signing-keys.ts';

/** A whole request, as it arrived. */
export interface SignedRequest extends RequestHead {
  readonly body: Uint8Array;
}

export interface AuthenticateOptions {
  /** The service that the scope must name. Flows, prompts and their runtime all sign for `bedrock`. */
  readonly service?: string;
  /** How far the client's clock may be off, ms. */
  readonly maxSkew?: number;
}

const FIVE_MINUTES = 300_000;
const TERMINATOR = 'aws4_request';

/** Stands in for keys nobody has, so that their requests take as long as any other. */
const nobody: AccessKey = {
  accessKeyId: '',
  secretAccessKey: new Secret(randomBytes(30).toString('base64')),
  accountId: '',
  arn: '',
};

const signingKeysOf = new WeakMap<AccessKeys, SigningKeys>();

/**
 * Verifies the Signature Version 4 of a request and says who signed it. `now` is wall time in ms since the epoch.
 *
 * Checks in the cloud's order, each a ServiceException with status 403: credentials present
 * (MissingAuthenticationTokenException), readable (IncompleteSignatureException), in time and in scope
 * (InvalidSignatureException), key known (UnrecognizedClientException), signature right, body as declared
 * (InvalidSignatureException), temporary key still good (ExpiredTokenException). Beyond the cloud, every `x-amz-*` header present must be signed.
 *
 * The body is always covered: a declared `x-amz-content-sha256` must be its SHA-256. `UNSIGNED-PAYLOAD` and the
 * `STREAMING-*` forms belong to other services; here they would let somebody in between change what runs.
 * Presigned requests (credentials in the query) are accepted, as the cloud does, with the same cover.
 */
export const authenticate = (
  request: SignedRequest,
  keys: AccessKeys,
  now: number,
  options: AuthenticateOptions = {},
): Caller => {
  const credentials = readCredentials(request);
  const scope = checkScope(credentials, now, options);
  checkCover(credentials, request.headers);

  const signingKeys = signingKeysOf.get(keys) ?? new SigningKeys();
  signingKeysOf.set(keys, signingKeys);
  const key = keys.find(credentials.accessKeyId, credentials.sessionToken);
  const owner = key ?? nobody;
  const payloadHash = credentials.declaredHash ?? hash('sha256', request.body, 'hex');
  const expected = createHmac('sha256', signingKeys.get(owner, scope))
    .update(stringToSign(request, credentials, scope, payloadHash))
    .digest('hex');
  // An inactive key, an unknown one, a wrong session token and one that a long-term key has no use for: one answer.
  if (key === undefined || !hasItsToken(key, credentials.sessionToken)) throw unrecognizedClient();
  if (!isEqual(expected, credentials.signature)) {
    throw invalidSignature(
      'The request signature we calculated does not match the signature you provided. ' +
        'Check your AWS Secret Access Key and signing method.',
    );
  }
  // Told only to who has the key: nobody else learns that it was one.
  if (key.expiresAt !== undefined && key.expiresAt <= now) throw expiredToken();
  signingKeys.proven(owner, scope);
  if (
    credentials.declaredHash !== undefined &&
    credentials.declaredHash !== hash('sha256', request.body, 'hex')
  ) {
    throw invalidSignature("The body's SHA-256 is not the one in the signed header x-amz-content-sha256.");
  }
  const { accountId, accessKeyId, arn, sessionId } = key;
  return { accountId, region: scope.region, accessKeyId, arn, ...(sessionId !== undefined && { sessionId }) };
};

/** Time and scope: what can be wrong before any key is looked at. */
const checkScope = (
  { date, scope, expires }: Credentials,
  now: number,
  { service: expectedService = 'bedrock', maxSkew = FIVE_MINUTES }: AuthenticateOptions,
): SigningScope => {
  const [day, region, service, terminator] = scope;
  const time = parseAmzDate(date);
  if (time === undefined) {
    throw incompleteSignature("Date must be in ISO-8601 'basic format', such as 20150830T123600Z.");
  }
  checkTime(date, time, expires === undefined ? maxSkew : expires * 1000, maxSkew, now);
  if (day !== date.slice(0, 8)) {
    throw invalidSignature(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${quote(day)}' != '${date.slice(0, 8)}', from '${date}'.`,
    );
  }
  // The region becomes part of every ARN made for this caller, so it is held to the ARN patterns of the models.
  if (!/^[a-z0-9-]{1,20}$/.test(region)) {
    throw invalidSignature('Credential should be scoped to a valid region.');
  }
  if (service !== expectedService) {
    throw invalidSignature(`Credential should be scoped to correct service: '${expectedService}'.`);
  }
  if (terminator !== TERMINATOR) {
    throw invalidSignature(`Credential should be scoped with a valid terminator: '${TERMINATOR}'.`);
  }
  return { date: day, region, service };
};

/** Good from `skew` before its date until `lifetime` after it. SDKs look for these words to correct their clocks. */
const checkTime = (date: string, time: number, lifetime: number, skew: number, now: number): void => {
  if (now > time + lifetime) {
    const span = lifetime % 60_000 === 0 ? `${lifetime / 60_000} min.` : `${lifetime / 1000} s`;
    throw invalidSignature(
      `Signature expired: ${date} is now earlier than ${formatAmzDate(now - lifetime)} (${formatAmzDate(now)} - ${span})`,
    );
  }
  if (now < time - skew) {
    throw invalidSignature(
      `Signature not yet current: ${date} is still later than ${formatAmzDate(now + skew)} (${formatAmzDate(now)} + ${skew / 60_000} min.)`,
    );
  }
};

/** What the signature must cover, so that nobody between client and server can add or change it. */
const checkCover = ({ signedHeaders, declaredHash }: Credentials, headers: RequestHeaders): void => {
  if (!signedHeaders.includes('host') && !signedHeaders.includes(':authority')) {
    throw invalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  for (const name of headers.keys()) {
    if (name.startsWith('x-amz-') && !signedHeaders.includes(name)) {
      throw invalidSignature(`'${quote(name)}' must be a 'SignedHeader' in the AWS Authorization.`);
    }
  }
  if (declaredHash !== undefined && !/^[0-9a-f]{64}$/.test(declaredHash)) {
    throw invalidSignature(
      "x-amz-content-sha256 must be the body's SHA-256 in lower-case hexadecimal; unsigned and streamed payloads are not accepted by this service.",
    );
  }
};

const stringToSign = (
  { method, rawPath, query, headers }: SignedRequest,
  { date, signedHeaders, expires }: Credentials,
  { date: day, region, service }: SigningScope,
  payloadHash: string,
): string => {
  const lines = canonicalHeaders(headers, signedHeaders);
  if (lines === undefined)
    throw invalidSignature('SignedHeaders names a header that the request does not have.');
  const canonical = `${method}\n${canonicalPath(rawPath)}\n${canonicalQueryOf(query, expires)}\n${lines}\n${signedHeaders.join(';')}\n${payloadHash}`;
  // latin1 gives back the bytes that arrived, which is what the client hashed.
  const digest = hash('sha256', Buffer.from(canonical, 'latin1'), 'hex');
  return `AWS4-HMAC-SHA256\n${date}\n${day}/${region}/${service}/${TERMINATOR}\n${digest}`;
};

/** A presigned query covers everything in it but the signature itself. */
const canonicalQueryOf = (query: QueryPairs, expires: number | undefined): string =>
  canonicalQuery(query, expires === undefined ? undefined : 'X-Amz-Signature');

/** Hashed first, so that neither the length nor the content of the right token shows in the time taken. */
const hasItsToken = ({ sessionToken }: AccessKey, sent: string | undefined): boolean => {
  if (sessionToken === undefined || sent === undefined)
    return sessionToken === undefined && sent === undefined;
  return isEqual(hash('sha256', sessionToken.reveal()), hash('sha256', sent));
};

/** Both in lower-case hexadecimal; takes the same time wherever the two differ. */
const isEqual = (expected: string, signature: string): boolean => {
  const given = Buffer.from(signature);
  const wanted = Buffer.from(expected);
  return given.length === wanted.length && timingSafeEqual(wanted, given);
};

/** What a client sent, short and printable enough for a sentence. */
const quote = (text: string): string => text.slice(0, 64).replace(/[^\x20-\x7e]/g, '?');
