import type { CreateSessionResponse } from '@streambed/model/streambed';
import type { SignedIn } from '../identity/index.ts';

const timestamp = (time: number): string => new Date(time).toISOString();

/** A session as the wire shows it: what CreateSession and the session routes answer with. */
export const sessionOutput = ({ session, credentials }: SignedIn): CreateSessionResponse => ({
  session: {
    principalArn: session.arn,
    accountId: session.accountId,
    region: session.region,
    createdAt: timestamp(session.createdAt),
    expiresAt: timestamp(session.expiresAt),
  },
  credentials: {
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey.reveal(),
    sessionToken: credentials.sessionToken.reveal(),
    expiration: timestamp(credentials.expiresAt),
  },
});
