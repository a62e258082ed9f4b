import type { CreateSessionRequest, CreateSessionResponse } from '@streambed/model/streambed';
import { operation } from '../operation.ts';
import { refuseTemporaryKeys } from './refuse-temporary-keys.ts';

/**
 * Signs the caller in to the studio: temporary credentials, and a cookie that renews them. The request is signed by the
 * access key, so its secret stays where it is.
 */
export const createSession = operation<CreateSessionRequest, CreateSessionResponse>({
  name: 'CreateSession',
  service: 'streambed',
  action: 'streambed:CreateSession',
  resource: () => '*',
  async handle(_input, { caller, signIn }) {
    refuseTemporaryKeys(caller, 'CreateSession');
    return signIn.createSession(caller);
  },
});
