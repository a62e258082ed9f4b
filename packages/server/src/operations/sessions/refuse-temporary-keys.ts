import type { Caller } from '../../identity/index.ts';
import { ServiceException } from '../../protocol/index.ts';

/**
 * A session makes no sessions: who got hold of temporary credentials must not be able to make them last. Throws
 * AccessDeniedException in the words that STS has for it.
 */
export const refuseTemporaryKeys = ({ sessionId }: Caller, operation: string): void => {
  if (sessionId === undefined) return;
  throw new ServiceException(
    'AccessDeniedException',
    `Cannot call ${operation} with session credentials. Sign the request with an access key.`,
  );
};
