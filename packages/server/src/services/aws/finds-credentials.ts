import { clientSettings } from './client-settings.ts';
import type { AwsServiceConfiguration } from './configuration.ts';

/** Whether the AWS default chain, or the named profile, has something to sign requests with. Never rejects. */
export async function findsCredentials(configuration: AwsServiceConfiguration): Promise<boolean> {
  const { credentialDefaultProvider } = await clientSettings(configuration, 'us-east-1');
  const { profile } = configuration;
  try {
    await credentialDefaultProvider(profile === undefined ? {} : { profile })();
    return true;
  } catch {
    return false;
  }
}
