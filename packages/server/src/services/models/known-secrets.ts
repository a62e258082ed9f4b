import type { Environment } from './built-in-providers.ts';
import type { ModelsConfiguration } from './configuration.ts';
import { modelKeys, modelSecrets } from './model-secrets.ts';

/** Former values of a key that are kept in mind; what was sent with one may still be on its way back. */
const MAX_KNOWN = 200;

/** The secrets of this room, as lists that all who must not repeat them share; keys in files may change. */
export interface KnownSecrets {
  /** For messages and logs. The same array always, so that who was given it sees what is added. */
  readonly values: readonly string[];
  /** For answers of models; the same array always. */
  readonly keys: readonly string[];
  /** Reads them again; before each try, since the key that it takes along may be a new one. */
  refresh(): void;
}

export function knownSecrets(configuration: ModelsConfiguration, env: Environment): KnownSecrets {
  const values = [...modelSecrets(configuration, env)];
  const keys = [...modelKeys(configuration, env)];
  const fromFiles = configuration.providers.filter(({ apiKeyFile }) => apiKeyFile !== undefined);
  const changeable = { ...configuration, providers: fromFiles };
  return {
    values,
    keys,
    refresh() {
      if (fromFiles.length === 0) return;
      addTo(values, modelSecrets(changeable, {}));
      addTo(keys, modelKeys(changeable, {}));
    },
  };
}

function addTo(known: string[], found: readonly string[]): void {
  for (const secret of found) if (!known.includes(secret)) known.push(secret);
  if (known.length > MAX_KNOWN) known.splice(0, known.length - MAX_KNOWN);
}
