import {
  type BedrockAgentClient,
  GetFlowCommand,
  type GetFlowResponse,
  PrepareFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { Failure } from '../failure.ts';

/** Waits between looks at a flow that is being prepared, in ms: Streambed is done at once, the cloud takes seconds. */
const WAITS = [50, 200, 500, 1_000, 2_000];
/** The cloud has always been done by then. */
const PATIENCE = 5 * 60_000;

/**
 * Prepares the draft and waits until that has ended. Resolves with the flow: `Prepared`, or `Failed` with validations.
 * Throws a Failure when it does not end.
 */
export const prepareFlow = async (
  agent: BedrockAgentClient,
  flowIdentifier: string,
): Promise<GetFlowResponse> => {
  await agent.send(new PrepareFlowCommand({ flowIdentifier }));
  const deadline = performance.now() + PATIENCE;
  for (let look = 0; ; look++) {
    const flow = await agent.send(new GetFlowCommand({ flowIdentifier }));
    if (flow.status !== 'Preparing') return flow;
    if (performance.now() > deadline)
      throw new Failure(`Flow ${flowIdentifier} is still being prepared after ${PATIENCE / 60_000} minutes.`);
    await new Promise((resolve) => setTimeout(resolve, WAITS[Math.min(look, WAITS.length - 1)]));
  }
};
