import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openFakeService } from '../aws/fake-service.fixture.ts';
import { createObjects, objectsMode } from '../objects/routing.ts';
import { portCall } from '../port-call.fixture.ts';
import { arnOf, clock, ids } from './functions.fixture.ts';
import { createFunctions, functionsMode } from './routing.ts';

describe('where things are', () => {
  test.each([
    [{}, 'score', 'embedded'],
    [{ mode: 'aws' }, 'score', 'aws'],
    [{ routes: [{ function: 'score', mode: 'aws' }] }, 'score', 'aws'],
    [{ routes: [{ function: 'score', mode: 'aws' }] }, 'scores', 'embedded'],
    [{ mode: 'aws', routes: [{ function: 'dev-*', mode: 'embedded' }] }, 'dev-score', 'embedded'],
    [{ routes: [{ function: 'arn:aws:lambda:*:111111111111:*', mode: 'aws' }] }, 'score', 'embedded'],
    [{ routes: [{ function: 'arn:aws:lambda:*:000000000000:*', mode: 'aws' }] }, 'score', 'aws'],
    [
      {
        routes: [
          { function: 'a*', mode: 'aws' },
          { function: 'ab', mode: 'embedded' },
        ],
      },
      'ab',
      'aws',
    ],
  ] as const)('%j puts function %s into %s', (configuration, name, mode) =>
    expect(functionsMode(configuration, arnOf(name))).toBe(mode),
  );

  test.each([
    [{}, 'docs', 'embedded'],
    [{ mode: 'aws' }, 'docs', 'aws'],
    [{ mode: 'aws', routes: [{ bucket: 'local-*', mode: 'embedded' }] }, 'local-docs', 'embedded'],
  ] as const)('%j puts bucket %s into %s', (configuration, bucket, mode) =>
    expect(objectsMode(configuration, bucket)).toBe(mode),
  );

  test('ports built from a configuration go both ways', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'streambed-routing-'));
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'KEY');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const service = await openFakeService((_, response) => response.writeHead(200).end('"remote"'));
    const functions = createFunctions({
      dataFolder,
      clock,
      ids,
      configuration: {
        routes: [{ function: 'far', mode: 'aws' }],
        embedded: { folder: join(dataFolder, 'functions') },
        aws: { endpoint: service.endpoint },
      },
    });
    const objects = createObjects({
      dataFolder,
      ids,
      configuration: {
        maximumObjectBytes: 100,
        routes: [{ bucket: 'far', mode: 'aws' }],
        aws: { endpoint: service.endpoint },
      },
    });
    expect((await functions.invoke({ functionArn: arnOf('far'), payload: 1 }, portCall())).payload).toBe(
      'remote',
    );
    await expect(functions.invoke({ functionArn: arnOf('near'), payload: 1 }, portCall())).rejects.toThrow(
      'the folder functions/near',
    );
    await expect(functions.invoke({ functionArn: 'near', payload: 1 }, portCall())).rejects.toThrow(
      'not the ARN',
    );
    const body = Buffer.from('kept');
    await objects.putObject({ bucket: 'near', key: 'a', body, contentType: 'text/plain' }, portCall());
    expect(service.requests).toHaveLength(1);
    expect(
      Buffer.from((await objects.getObject({ bucket: 'near', key: 'a' }, portCall())).body).toString(),
    ).toBe('kept');
    expect(
      Buffer.from((await objects.getObject({ bucket: 'far', key: 'a' }, portCall())).body).toString(),
    ).toBe('"remote"');
    await writeFile(join(dataFolder, 'objects/near/big'), 'x'.repeat(101));
    await expect(objects.getObject({ bucket: 'near', key: 'big' }, portCall())).rejects.toThrow(
      'at most 100',
    );
    await Promise.all([functions.close(), objects.close(), service.close()]);
    vi.unstubAllEnvs();
    await rm(dataFolder, { recursive: true, force: true });
  });
});
