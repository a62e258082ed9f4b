import { boundedFetch, createOutbound } from '../outbound/index.ts';
import { type BedrockService, bedrockEndpoint } from './bedrock-endpoint.ts';
import type { AwsServiceConfiguration } from './configuration.ts';
import { fetchHandler } from './fetch-handler.ts';

export interface CheckedHandlerOptions {
  readonly configuration: AwsServiceConfiguration;
  readonly service: BedrockService;
  readonly region: string;
  readonly maxResponseBytes: number;
}

/** A request handler for one SDK client whose requests go out as those to model providers do (services/outbound). */
export function checkedHandler({ configuration, service, region, maxResponseBytes }: CheckedHandlerOptions) {
  const { endpoint = bedrockEndpoint(region, service), allowPrivateAddress } = configuration;
  const outbound = createOutbound({
    privateHosts: allowPrivateAddress ? [new URL(endpoint).hostname] : [],
  });
  return {
    ...fetchHandler(boundedFetch({ fetch: outbound.fetch, maxResponseBytes })),
    /** The SDK calls this when the client is destroyed. */
    destroy(): void {
      void outbound.close().catch(() => {});
    },
  };
}
