import type { ProviderType } from '../../configuration.ts';

/** The provider types that are spoken to by a package of the AI SDK. */
export type AiSdkType = Extract<ProviderType, 'openai' | 'openai-compatible' | 'anthropic' | 'google'>;
