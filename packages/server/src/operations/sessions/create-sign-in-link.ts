import type { CreateSignInLinkRequest, CreateSignInLinkResponse } from '@streambed/model/streambed';
import { operation } from '../operation.ts';
import { timestamp } from '../timestamp.ts';
import { refuseTemporaryKeys } from './refuse-temporary-keys.ts';

/** A code that signs in as the caller, once, within ten minutes: for a browser that shall not see the access key. */
export const createSignInLink = operation<CreateSignInLinkRequest, CreateSignInLinkResponse>({
  name: 'CreateSignInLink',
  service: 'streambed',
  action: 'streambed:CreateSignInLink',
  resource: () => '*',
  async handle(_input, { caller, signIn }) {
    refuseTemporaryKeys(caller, 'CreateSignInLink');
    const { code, expiresAt } = signIn.createCode(caller);
    const { publicUrl } = signIn;
    return { code, expiresAt: timestamp(expiresAt), ...(publicUrl !== undefined && { publicUrl }) };
  },
});
