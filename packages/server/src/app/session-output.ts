import type { CreateSessionResponse } from '@streambed/model/streambed';
import type { SignedIn } from '../identity/index.ts';
import type { Quotas } from '../operations/index.ts';

const timestamp = (time: number): string => new Date(time).toISOString();

/**
 * A session as the wire shows it: what CreateSession and the session routes answer with. It tells how large a flow may be,
 * so that an editor finds wrong what this server would; nothing where that quota is lifted.
 */
export const sessionOutput = (
  { session, credentials }: SignedIn,
  { nodesPerFlow }: Quotas,
): CreateSessionResponse => ({
  session: {
    principalArn: session.arn,
    accountId: session.accountId,
    region: session.region,
    createdAt: timestamp(session.createdAt),
    expiresAt: timestamp(session.expiresAt),
    ...(Number.isFinite(nodesPerFlow) && { nodesPerFlow }),
  },
  credentials: {
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey.reveal(),
    sessionToken: credentials.sessionToken.reveal(),
    expiration: timestamp(credentials.expiresAt),
  },
});
