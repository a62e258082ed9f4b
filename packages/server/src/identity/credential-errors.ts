import { ServiceException } from '../protocol/index.ts';

/*
 * What the cloud answers to a request that it cannot or will not believe, for its restJson1 services; all are 403.
 * The texts keep the cloud's own form, since people search for them and SDKs print them.
 */

export const missingAuthenticationToken = () =>
  new ServiceException('MissingAuthenticationTokenException', 'Missing Authentication Token');

/** `what` is a whole sentence that names the part missing or malformed. */
export const incompleteSignature = (what: string) =>
  new ServiceException('IncompleteSignatureException', what);

export const invalidSignature = (why: string) => new ServiceException('InvalidSignatureException', why);

/** One answer for an unknown key, an inactive one and a session token that belongs to none. */
export const unrecognizedClient = () =>
  new ServiceException(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );

/** A temporary key that was good once. */
export const expiredToken = () =>
  new ServiceException('ExpiredTokenException', 'The security token included in the request is expired');
