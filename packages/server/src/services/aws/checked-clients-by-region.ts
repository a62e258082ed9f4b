import { type CheckedHandlerOptions, checkedHandler } from './checked-handler.ts';
import { clientSettings } from './client-settings.ts';
import { type ClientsByRegion, clientsByRegion } from './clients-by-region.ts';

/**
 * The SDK clients of a service of Bedrock that is asked through services/outbound, and with signed requests only.
 * `make` loads the SDK and makes a client of these settings.
 */
export const checkedClientsByRegion = <Client extends { destroy(): void }>(
  options: Omit<CheckedHandlerOptions, 'region'>,
  make: (settings: Awaited<ReturnType<typeof checkedSettings>>) => Promise<Client>,
): ClientsByRegion<Client> =>
  clientsByRegion(async (region) => make(await checkedSettings({ ...options, region })));

const checkedSettings = async (options: CheckedHandlerOptions) => ({
  ...(await clientSettings(options.configuration, options.region)),
  requestHandler: checkedHandler(options),
  // A bearer token in the environment is meant for who calls this server, and would be taken before the profile.
  authSchemePreference: ['sigv4'],
});
