import type { AwsServiceConfiguration } from './configuration.ts';

/**
 * What every AWS SDK client of the server is made with. `region` is used unless the configuration names one.
 * Endpoints in the environment or in profiles are ignored, for the service and for the STS and SSO calls that
 * credentials may need: there they usually name this very server, and a call would go round in a circle.
 */
export async function clientSettings(configuration: AwsServiceConfiguration, region: string) {
  // Loaded with the first call, as the clients are: it costs as much time as the rest of the server's start.
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  return {
    region: configuration.region ?? region,
    ignoreConfiguredEndpointUrls: true,
    ...(configuration.endpoint !== undefined && { endpoint: configuration.endpoint }),
    ...(configuration.profile !== undefined && { profile: configuration.profile }),
    // The SDK hands in the client's own settings.
    credentialDefaultProvider: (init: object = {}) =>
      defaultProvider({ ...init, clientConfig: { ignoreConfiguredEndpointUrls: true } }),
    // The first try and two more, with the SDK's backoff: enough for a hiccup, within any node's time.
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000 },
  };
}
