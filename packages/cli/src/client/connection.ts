import {
  findLocalServer,
  loadConfiguration,
  localDataFolder,
  readRootCredentials,
} from '@streambed/server/app';
import { exitCodes, Failure, usageFailure } from '../failure.ts';

/** Where commands send their calls, and as whom. */
export interface Connection {
  /** Undefined: the cloud's own endpoint of the region. */
  readonly endpoint?: string;
  /** Undefined: the SDK's own search (profile). */
  readonly region?: string;
  /** Undefined: the SDK's own search (environment, profile, roles). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly profile?: string;
  /** Whether AWS itself answers there. */
  readonly isCloud: boolean;
  /** For messages: `http://127.0.0.1:4600`, `Amazon Bedrock in eu-west-1`. */
  readonly name: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Any of these says that somebody chose credentials for this shell. */
const credentialVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/**
 * Where to call, from the command's options and the environment: what the AWS variables or a profile name, as for any
 * AWS client; when they name neither endpoint nor credentials, or when `--data` is given, the server that runs on the
 * data folder, with its root credentials. A default profile that nobody named is never used: a deployment meant for
 * the local server must not land in the cloud because that server is not running.
 */
export const findConnection = async (
  options: Readonly<Record<string, unknown>>,
  environment: Environment,
): Promise<Connection> => {
  const text = (name: string) => options[name] as string | undefined;
  const endpoint =
    text('endpointUrl') ??
    (environment.AWS_ENDPOINT_URL_BEDROCK_AGENT || environment.AWS_ENDPOINT_URL || undefined);
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw usageFailure(`The endpoint ${endpoint} is not a URL such as http://127.0.0.1:4600.`);
  const profile = text('profile');
  const chosen = profile !== undefined || credentialVariables.some((name) => environment[name]);
  const region = text('region') ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION || undefined);
  if (text('data') !== undefined || (endpoint === undefined && !chosen))
    return localConnection(await dataFolderOf(environment, text('data')), region, environment);

  const isCloud = endpoint === undefined || /\.amazonaws\.com(?:\.cn)?$/.test(new URL(endpoint).hostname);
  const signedRegion = region ?? (isCloud ? undefined : DEFAULT_REGION);
  const local = chosen ? undefined : await credentialsFor(endpoint!, environment);
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(signedRegion !== undefined && { region: signedRegion }),
    ...(profile !== undefined && { profile }),
    ...(local && { credentials: local }),
    isCloud,
    name: endpoint ?? `Amazon Bedrock${region ? ` in ${region}` : ''}`,
  };
};

/** As `streambed env` prints it. */
export const DEFAULT_REGION = 'us-east-1';

/** As the server would find it; a mistake elsewhere in the configuration does not keep anybody from calling a server. */
export const dataFolderOf = async (environment: Environment, given?: string): Promise<string> => {
  const flags = given === undefined ? {} : { dataFolder: given };
  const configuration = await loadConfiguration(environment, flags).catch(() => undefined);
  return configuration?.dataFolder ?? localDataFolder(environment, given);
};

const localConnection = async (
  dataFolder: string,
  region: string | undefined,
  environment: Environment,
): Promise<Connection> => {
  const server = findLocalServer(dataFolder);
  if (server === undefined)
    throw new Failure(
      `No server runs on the data folder ${dataFolder}. Start one with: streambed start\n` +
        'To call another server or the cloud, set AWS_ENDPOINT_URL or AWS_PROFILE (or --endpoint-url, --profile).',
      exitCodes.unreachable,
    );
  const credentials = await localCredentials(dataFolder, environment);
  if (credentials === undefined)
    throw new Failure(
      `The server of ${dataFolder} was started with credentials of its own. Set STREAMBED_ROOT_ACCESS_KEY_ID and ` +
        'STREAMBED_ROOT_SECRET_ACCESS_KEY here too, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
      exitCodes.unreachable,
    );
  return {
    endpoint: server.url,
    region: region ?? DEFAULT_REGION,
    credentials,
    isCloud: false,
    name: server.url,
  };
};

/** An endpoint was named and no credentials: when it is the local server's, its credentials are meant. */
const credentialsFor = async (endpoint: string, environment: Environment) => {
  const dataFolder = await dataFolderOf(environment);
  const server = findLocalServer(dataFolder);
  if (server === undefined || new URL(server.url).origin !== new URL(endpoint).origin) return undefined;
  return localCredentials(dataFolder, environment);
};

const localCredentials = async (dataFolder: string, environment: Environment) => {
  const root = await readRootCredentials(dataFolder, environment).catch((error: Error) => {
    throw new Failure(error.message, exitCodes.unreachable, { cause: error });
  });
  return root && { accessKeyId: root.accessKeyId, secretAccessKey: root.secretAccessKey.reveal() };
};
