import type { BedrockClientConfig } from '@aws-sdk/client-bedrock';
import type { BedrockAgentClientConfig } from '@aws-sdk/client-bedrock-agent';
import { test } from 'vitest';
import { type LocalServer, type LocalServerOptions, startLocalServer } from './support/local-server.ts';

/**
 * What the conformance suite talks to. By default a Streambed server in a process of its own, with an empty data
 * folder. With STREAMBED_TARGET_URL it is whatever answers there, the cloud included:
 *
 *   STREAMBED_TARGET_URL=https://bedrock-agent.us-east-1.amazonaws.com
 *   STREAMBED_TARGET_RUNTIME_URL=https://bedrock-agent-runtime.us-east-1.amazonaws.com   (default: the same URL)
 *   STREAMBED_TARGET_ROLE_ARN=arn:aws:iam::123456789012:role/flows
 *   STREAMBED_TARGET_MODEL_ID=amazon.nova-lite-v1:0
 *   AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION
 */
export interface Target {
  /** Where the control plane answers, without a trailing slash. */
  readonly url: string;
  /** Where InvokeFlow is answered; Streambed has one address for both. */
  readonly runtimeUrl: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** A role that flows may be created with. */
  readonly roleArn: string;
  /** A model that prompt nodes may ask. */
  readonly modelId: string;
  /** The server that was started for the tests; undefined on any other target. */
  readonly local: LocalServer | undefined;
  /** Ends what was started. Rejects when the server's log tells of a defect. */
  close(): Promise<void>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export type TargetOptions = LocalServerOptions;

/** The target of a test file. */
export const openTarget = async (options: TargetOptions = {}): Promise<Target> => {
  const { env } = process;
  const roleArn = env.STREAMBED_TARGET_ROLE_ARN ?? 'arn:aws:iam::000000000000:role/flows';
  const modelId = env.STREAMBED_TARGET_MODEL_ID ?? 'amazon.nova-lite-v1:0';
  const url = env.STREAMBED_TARGET_URL?.replace(/\/$/, '');
  if (url === undefined || url === '') {
    const local = await startLocalServer(options);
    const { credentials } = local;
    return {
      get url() {
        return local.url;
      },
      get runtimeUrl() {
        return local.url;
      },
      region: 'us-east-1',
      credentials,
      roleArn,
      modelId,
      local,
      close: () => local.close(),
    };
  }
  return {
    url,
    runtimeUrl: env.STREAMBED_TARGET_RUNTIME_URL?.replace(/\/$/, '') ?? url,
    region: required('AWS_REGION'),
    credentials: {
      accessKeyId: required('AWS_ACCESS_KEY_ID'),
      secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
      ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
    },
    roleArn,
    modelId,
    local: undefined,
    close: async () => {},
  };
};

const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`STREAMBED_TARGET_URL is set, so ${name} must be set too.`);
  return value;
};

/** What an SDK client needs to reach the target. `changes` wins. */
export const clientSettings = (
  target: Target,
  changes: Partial<BedrockAgentClientConfig> = {},
): BedrockAgentClientConfig => ({
  endpoint: target.url,
  region: target.region,
  credentials: target.credentials,
  ...changes,
});

/** As {@link clientSettings}, for the service `bedrock`, which has an address of its own in the cloud. */
export const bedrockSettings = (target: Target): BedrockClientConfig => ({
  endpoint: target.url.replace('//bedrock-agent.', '//bedrock.'),
  region: target.region,
  credentials: target.credentials,
});

/** A `test` that runs only where the server is ours, and elsewhere says aloud why it does not. */
export const testHere =
  ({ local }: Target, reason: string) =>
  (name: string, run: (server: LocalServer) => Promise<void> | void): void => {
    if (local === undefined) test(name, ({ skip }) => skip(reason));
    else test(name, () => run(local));
  };
