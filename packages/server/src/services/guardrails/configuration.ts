/** Where guardrails are and who judges; the section `guardrails` of the configuration file. */
export interface GuardrailsConfiguration {
  /** `embedded`: the guardrails of this server; `aws`: real ones, asked through the SDK. */
  readonly mode: 'embedded' | 'aws';
  /** Guardrails that are elsewhere than `mode` says, by id or ARN with `*`; the first that matches decides. */
  readonly routes: readonly { readonly guardrail: string; readonly mode: 'embedded' | 'aws' }[];
  /** The model that judges topics and content; absent: the built-in lexical scorer. */
  readonly judge?: { readonly modelId: string };
  readonly aws: { readonly region?: string; readonly endpoint?: string; readonly profile?: string };
}

export const DEFAULT_GUARDRAILS_CONFIGURATION: GuardrailsConfiguration = {
  mode: 'embedded',
  routes: [],
  aws: {},
};
