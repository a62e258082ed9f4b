import type { BedrockClient } from '@aws-sdk/client-bedrock';
import type { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { StreambedClient } from '@streambed/client';
import { createContext, useContext } from 'react';

/** The server as the studio sees it: the AWS SDK's own clients and Streambed's, all with the session's credentials. */
export interface Api {
  readonly bedrockAgent: BedrockAgentClient;
  /** Fetched when it is first asked for: no list needs it. Rejects when its code cannot be fetched. */
  readonly bedrock: () => Promise<BedrockClient>;
  /** As `bedrock`. */
  readonly bedrockRuntime: () => Promise<BedrockRuntimeClient>;
  readonly streambed: StreambedClient;
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly principalArn: string;
  /** How many nodes a flow may have here; Infinity where that quota is lifted. */
  readonly nodesPerFlow: number;
}

const ApiContext = createContext<Api | undefined>(undefined);
export const ApiProvider = ApiContext.Provider;

/** The API around the component. Throws before sign-in: a mistake of ours. */
export const useApi = (): Api => {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi is called outside an ApiProvider');
  return api;
};
