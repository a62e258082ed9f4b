import type { GetModelSettingsRequest, GetModelSettingsResponse } from '@streambed/model/streambed';
import { operation } from '../operation.ts';

/** Which provider answers which model ids and what that costs. Where keys come from is named; no key is shown. */
export const getModelSettings = operation<GetModelSettingsRequest, GetModelSettingsResponse>({
  name: 'GetModelSettings',
  service: 'streambed',
  action: 'streambed:GetModelSettings',
  resource: () => '*',
  handle: (_input, { server, signal }) => server.modelSettings(signal),
});
