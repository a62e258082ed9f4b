import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { findsCredentials } from './finds-credentials.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-finds-credentials-'));
  const keys = 'aws_access_key_id = AKIDEXAMPLE00000\naws_secret_access_key = no-secret-of-anybody\n';
  writeFileSync(join(folder, 'credentials'), `[production]\n${keys}`);
  writeFileSync(join(folder, 'config'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

test.each([
  ['nothing is set', {}, undefined, false],
  [
    'the variables are set',
    { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE00000', AWS_SECRET_ACCESS_KEY: 'x' },
    undefined,
    true,
  ],
  ['the profile is there', {}, 'production', true],
  ['the profile is not there', {}, 'prodcution', false],
] as const)('when %s', async (_, variables, profile, found) => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  expect(await findsCredentials(profile === undefined ? {} : { profile })).toBe(found);
});
