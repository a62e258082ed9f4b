import type { FunctionSettings } from './function-settings.ts';
import { runtimeFolder } from './runtime-files.ts';

/**
 * The environment of a function: Lambda's standard variables (services-data.md section 5, Runtime API) and those its
 * settings declare. Nothing of the server's environment, no credentials and no AWS_ENDPOINT_URL: a function that
 * shall call Streambed or AWS declares them.
 */
export function lambdaEnvironment(options: {
  readonly settings: FunctionSettings;
  readonly region: string;
  readonly runtimeApi: string;
  readonly token: string;
  readonly temporaryFolder: string;
  readonly logStreamName: string;
}): Readonly<Record<string, string>> {
  const { settings, region } = options;
  const environment: Record<string, string> = Object.create(null);
  Object.assign(environment, {
    LANG: 'C.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
    TMPDIR: options.temporaryFolder,
    ...Object.fromEntries(settings.environment),
    AWS_REGION: settings.environment.get('AWS_REGION') ?? region,
    AWS_DEFAULT_REGION: settings.environment.get('AWS_DEFAULT_REGION') ?? region,
    _HANDLER: settings.handler,
    LAMBDA_TASK_ROOT: settings.folder,
    LAMBDA_RUNTIME_DIR: runtimeFolder,
    AWS_LAMBDA_RUNTIME_API: options.runtimeApi,
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memory),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: options.logStreamName,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  });
  // Custom runtimes speak the plain Runtime API and are told apart by their process instead.
  if (settings.runtime !== 'provided') environment.STREAMBED_RUNTIME_TOKEN = options.token;
  return environment;
}
