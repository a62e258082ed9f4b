import type { JSONObject, LanguageModelV3CallOptions, SharedV3ProviderOptions } from '@ai-sdk/provider';
import type { ConverseRequest } from '@streambed/flow/ports';
import type { AiSdkType } from './ai-sdk-type.ts';
import { anthropicBetas } from './anthropic-betas.ts';
import { effortOptions, isStrict, parseSchema, responseFormat } from './output-config.ts';
import { type Addressee, toPrompt } from './prompt.ts';
import { toolOptions } from './tools.ts';

/** The names under which the packages look for options of their own; `compatible` is what packages.ts calls it. */
const OPTIONS_NAME: Readonly<Record<AiSdkType, string>> = {
  openai: 'openai',
  'openai-compatible': 'compatible',
  anthropic: 'anthropic',
  google: 'google',
};

/**
 * A Converse request as call options of a language model, without signal. What the package has no option for is put
 * into the body later (amend-body.ts). performanceConfig is Bedrock's own. Throws ProviderFailed (`validation`) for
 * what the provider cannot be asked.
 */
export function toCallOptions(request: ConverseRequest, to: Addressee): LanguageModelV3CallOptions {
  const { inferenceConfig = {}, toolConfig, outputConfig } = request;
  const { maxTokens, temperature, topP, stopSequences } = inferenceConfig;
  const format = outputConfig && responseFormat(outputConfig);
  const options = providerOptions(request, to);
  return {
    prompt: toPrompt(request, to),
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(stopSequences?.length ? { stopSequences: [...stopSequences] } : {}),
    ...(toolConfig ? toolOptions(toolConfig, to.type) : {}),
    ...(format ? { responseFormat: format } : {}),
    ...(options ? { providerOptions: options } : {}),
  };
}

function providerOptions(request: ConverseRequest, to: Addressee): SharedV3ProviderOptions | undefined {
  const { outputConfig = {}, toolConfig } = request;
  const schema = outputConfig.textFormat?.structure.jsonSchema?.schema;
  const options: JSONObject = {
    ...effortOptions(outputConfig, to),
    ...(schema !== undefined && to.type.startsWith('openai')
      ? { strictJsonSchema: isStrict(parseSchema(schema)) }
      : {}),
    // Tools are described alike whether the answer is streamed or not: else a cached prefix would not fit.
    ...(to.type === 'anthropic' && toolConfig ? { toolStreaming: false } : {}),
    ...(to.type === 'anthropic' ? anthropicBetas(request.additionalModelRequestFields) : {}),
  };
  return Object.keys(options).length > 0 ? { [OPTIONS_NAME[to.type]]: options } : undefined;
}
