import { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { afterAll } from 'vitest';
import { clientSettings, openTarget, type Target, type TargetOptions } from '../target.ts';
import { type Flows, flowsOf } from './flows.ts';
import { type RawClient, rawClient } from './raw-client.ts';

/** What a test file of the suite works with. */
export interface Session {
  readonly target: Target;
  readonly agent: BedrockAgentClient;
  /** Speaks HTTP/2, as the SDK's runtime client does by itself. */
  readonly runtime: BedrockAgentRuntimeClient;
  readonly raw: RawClient;
  /** For requests to the runtime's address. */
  readonly rawRuntime: RawClient;
  readonly flows: Flows;
}

/** Opens the target and clients for it; all is closed, and the flows made are deleted, when the file is done. */
export const openSession = async (options?: TargetOptions): Promise<Session> => {
  const target = await openTarget(options);
  const agent = new BedrockAgentClient(clientSettings(target));
  const runtime = new BedrockAgentRuntimeClient(clientSettings(target, { endpoint: target.runtimeUrl }));
  const raw = rawClient(target);
  const rawRuntime = rawClient(target, target.runtimeUrl);
  const flows = flowsOf(agent, target);
  afterAll(async () => {
    // A server of ours goes with its data; a cloud keeps what is not deleted.
    if (target.local === undefined) await flows.removeAll();
    agent.destroy();
    runtime.destroy();
    raw.close();
    rawRuntime.close();
    await target.close();
  });
  return { target, agent, runtime, raw, rawRuntime, flows };
};
