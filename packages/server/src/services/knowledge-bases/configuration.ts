import type { AwsServiceConfiguration } from '../aws/index.ts';

/** Where a knowledge base is: in this server, or in Amazon Bedrock. */
export type KnowledgeBasesMode = 'embedded' | 'aws';

/** The `knowledgeBases` part of the configuration file. Everything is optional; the default is all embedded. */
export interface KnowledgeBasesConfiguration {
  /** For knowledge bases that no route names. Default `embedded`. */
  readonly mode?: KnowledgeBasesMode;
  /** Looked through in order; the first whose `knowledgeBase`, an id with `*` for any characters, matches decides. */
  readonly routes?: readonly { readonly knowledgeBase: string; readonly mode: KnowledgeBasesMode }[];
  readonly aws?: AwsServiceConfiguration;
  /** Of WEB data sources. */
  readonly web?: {
    /** Hosts whose addresses may be private; all others must be public. */
    readonly privateHosts?: readonly string[];
  };
}
