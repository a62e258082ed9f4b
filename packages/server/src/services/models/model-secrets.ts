import { apiKeyVariables, BUILT_IN_PROVIDER_NAMES, type Environment } from './built-in-providers.ts';
import type { ModelsConfiguration, SecretSource } from './configuration.ts';

/** Shorter values would blot out innocent text, and are no secrets. */
const MIN_LENGTH = 8;

/**
 * Every secret that calls to models may carry right now, for those who keep secrets out of messages and logs. A file
 * that cannot be read holds none that could be told.
 */
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
  const values = [...sources.map(read), ...detected];
  return [
    ...new Set(values.filter((value): value is string => value !== undefined && value.length >= MIN_LENGTH)),
  ];
}

function read(source: SecretSource | undefined): string | undefined {
  try {
    return source?.();
  } catch {
    return undefined;
  }
}
