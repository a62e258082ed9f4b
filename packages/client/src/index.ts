export type { Credentials, RunStream, StreambedClient, StreambedClientOptions } from './streambed-client.ts';
