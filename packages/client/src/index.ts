export { createStreambedClient } from './create-client.ts';
export { ConnectionError, StreambedError } from './errors.ts';
export { type FollowOptions, followRun } from './follow-run.ts';
export type {
  CallOptions,
  Credentials,
  RunStream,
  StreambedClient,
  StreambedClientOptions,
} from './streambed-client.ts';
