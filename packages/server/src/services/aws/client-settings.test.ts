import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clientSettings } from './client-settings.ts';

/** Stands in for the network: nothing leaves the process, the hosts asked for are kept. */
const recorder = (body = '') => {
  const hosts: string[] = [];
  return {
    hosts,
    handle: async (request: { readonly hostname: string; readonly port?: number }) => {
      hosts.push(`${request.hostname}${request.port ? `:${request.port}` : ''}`);
      return { response: { statusCode: 200, headers: {}, body: Readable.from([Buffer.from(body)]) } };
    },
  };
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streambed-aws-'));
  await writeFile(
    join(folder, 'config'),
    '[profile assumed]\nrole_arn = arn:aws:iam::000000000000:role/r\nsource_profile = base\nendpoint_url = http://127.0.0.1:9\n[profile base]\nregion = us-east-1\n',
  );
  await writeFile(
    join(folder, 'credentials'),
    '[base]\naws_access_key_id = BASE\naws_secret_access_key = secret\n',
  );
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
  vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:9');
  vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:9');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'KEY');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test('the endpoint in the environment, which is this very server, is not used', async () => {
  const network = recorder();
  const settings = { ...(await clientSettings({}, 'eu-west-1')), requestHandler: network };
  await new S3Client(settings).send(new PutObjectCommand({ Bucket: 'docs', Key: 'k', Body: 'x' }));
  await new LambdaClient(settings).send(new InvokeCommand({ FunctionName: 'f' }));
  expect(network.hosts).toEqual(['docs.s3.eu-west-1.amazonaws.com', 'lambda.eu-west-1.amazonaws.com']);
});

test('nor by the calls that get credentials for a profile', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  const network = recorder(
    '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>',
  );
  const settings = {
    ...(await clientSettings({ profile: 'assumed', region: 'eu-west-1' }, 'us-east-1')),
    requestHandler: network,
  };
  await new LambdaClient(settings).send(new InvokeCommand({ FunctionName: 'f' }));
  expect(network.hosts).toEqual([
    expect.stringMatching(/^sts\.[a-z0-9.-]*amazonaws\.com$/),
    'lambda.eu-west-1.amazonaws.com',
  ]);
});

test('the configured endpoint and region win', async () => {
  const network = recorder();
  const settings = {
    ...(await clientSettings({ endpoint: 'http://127.0.0.1:4567', region: 'eu-west-1' }, 'us-east-1')),
    requestHandler: network,
  };
  await new LambdaClient(settings).send(new InvokeCommand({ FunctionName: 'f' }));
  expect(network.hosts).toEqual(['127.0.0.1:4567']);
});
