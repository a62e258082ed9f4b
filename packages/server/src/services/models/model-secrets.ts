import { apiKeyVariables, BUILT_IN_PROVIDER_NAMES, type Environment } from './built-in-providers.ts';
import type { ModelsConfiguration, SecretSource } from './configuration.ts';

/** Shorter values would blot out innocent text, and are no secrets. */
const MIN_LENGTH = 8;

/** Names of headers whose values open doors. */
const SECRET_HEADER = /auth|key|token|secret|cookie|credential|password/iu;

export const isSecretHeader = (name: string): boolean => SECRET_HEADER.test(name);

/**
 * Everything that calls to models may carry right now and no message or log shall repeat, plain headers included. A
 * file that cannot be read holds nothing that could be told.
 */
export const modelSecrets = (configuration: ModelsConfiguration, env: Environment): readonly string[] =>
  valuesOf(
    sourcesOf(configuration, () => true),
    env,
    MIN_LENGTH,
  );

/** A key that is as long as real ones are; `not-needed`, which many local servers get, is a word that a model may say. */
const MIN_KEY_LENGTH = 16;

/** The keys among them: what may not even stand in a model's answer, should a provider echo it there. */
export const modelKeys = (configuration: ModelsConfiguration, env: Environment): readonly string[] =>
  valuesOf(sourcesOf(configuration, isSecretHeader), env, MIN_KEY_LENGTH);

const sourcesOf = (
  { providers }: Pick<ModelsConfiguration, 'providers'>,
  takesHeader: (name: string) => boolean,
): readonly (SecretSource | undefined)[] =>
  providers.flatMap(({ apiKey, headers, credentials }) => [
    apiKey,
    ...[...(headers ?? [])].filter(([name]) => takesHeader(name)).map(([, value]) => value),
    credentials?.secretAccessKey,
    credentials?.sessionToken,
  ]);

function valuesOf(
  sources: readonly (SecretSource | undefined)[],
  env: Environment,
  minLength: number,
): readonly string[] {
  const detected = BUILT_IN_PROVIDER_NAMES.flatMap(apiKeyVariables).map((variable) => env[variable]?.trim());
  const values = [...sources.map(read), ...detected];
  return [
    ...new Set(values.filter((value): value is string => value !== undefined && value.length >= minLength)),
  ];
}

function read(source: SecretSource | undefined): string | undefined {
  try {
    return source?.();
  } catch {
    return undefined;
  }
}
