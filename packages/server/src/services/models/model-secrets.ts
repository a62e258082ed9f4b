import { apiKeyVariables, BUILT_IN_PROVIDER_NAMES, type Environment } from './built-in-providers.ts';
import type { ModelsConfiguration, SecretSource } from './configuration.ts';

/** Shorter values would blot out innocent text, and are no secrets. */
const MIN_LENGTH = 8;

/** Every secret that calls to models may carry, for those who keep secrets out of messages and logs. */
export function modelSecrets(configuration: ModelsConfiguration, env: Environment): readonly string[] {
  const sources: (SecretSource | undefined)[] = configuration.providers.flatMap(
    ({ apiKey, headers, credentials }) => [
      apiKey,
      ...(headers?.values() ?? []),
      credentials?.secretAccessKey,
      credentials?.sessionToken,
    ],
  );
  const detected = BUILT_IN_PROVIDER_NAMES.flatMap(apiKeyVariables).map((variable) => env[variable]?.trim());
  const values = [...sources.map((source) => source?.()), ...detected];
  return [
    ...new Set(values.filter((value): value is string => value !== undefined && value.length >= MIN_LENGTH)),
  ];
}
