import type { Environment } from './built-in-providers.ts';
import type { ModelsConfiguration } from './configuration.ts';
import { modelSecrets } from './model-secrets.ts';

/** Former values of a key that are kept in mind; what was sent with one may still be on its way back. */
const MAX_KNOWN = 200;

/** The secrets of this room, as one list that all who must not repeat them share; keys in files may change. */
export interface KnownSecrets {
  /** The same array always, so that who was given it sees what is added. */
  readonly values: readonly string[];
  /** Reads them again; before each call, since the key of that call may be a new one. */
  refresh(): void;
}

export function knownSecrets(configuration: ModelsConfiguration, env: Environment): KnownSecrets {
  const values = [...modelSecrets(configuration, env)];
  const changeable = configuration.providers.filter(({ apiKeyFile }) => apiKeyFile !== undefined);
  return {
    values,
    refresh() {
      if (changeable.length === 0) return;
      for (const secret of modelSecrets({ ...configuration, providers: changeable }, {}))
        if (!values.includes(secret)) values.push(secret);
      if (values.length > MAX_KNOWN) values.splice(0, values.length - MAX_KNOWN);
    },
  };
}
