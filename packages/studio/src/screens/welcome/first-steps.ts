import type { GetModelSettingsResponse } from '@streambed/model/streambed';

/** Names of the providers that answer, without the offline model; empty when only that one does. */
export const answeringProviders = ({ models, providers }: GetModelSettingsResponse): readonly string[] => {
  const offline = new Set(providers.filter(({ isOffline }) => isOffline).map(({ name }) => name));
  return [...new Set(models.map(({ provider }) => provider))].filter((name) => !offline.has(name));
};

/** What a shell needs to reach this server. The key itself is not the studio's to give: its own ends with the session. */
export const credentialLines = (endpoint: string, region: string): string =>
  [
    `export AWS_ENDPOINT_URL=${endpoint}`,
    `export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    '# AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: npx streambed env',
    '',
  ].join('\n');
