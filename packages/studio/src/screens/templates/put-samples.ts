import type { StreambedClient } from '@streambed/client';
import { definition, input, output, storage } from './catalog/build.ts';
import type { Template } from './template.ts';

/**
 * Puts a template's sample objects into their buckets, by running a Storage node of no flow's draft: the server knows
 * where buckets are, here or in S3. Rejects with what the server says when one cannot be written. Resolves to how many
 * were put.
 */
export const putSamples = async (
  client: Pick<StreambedClient, 'startRun'>,
  flowIdentifier: string,
  { needs }: Template,
): Promise<number> => {
  let count = 0;
  for (const need of needs) {
    if (need.kind !== 'objects') continue;
    for (const { key, content } of need.objects) {
      const { events } = await client.startRun({
        flowIdentifier,
        definition: putting(need.bucket) as never,
        inputs: [{ document: { key, content } }],
      });
      for await (const batch of events)
        for (const { run } of batch)
          if (run && run.status === 'Failed') throw new Error(run.fault?.message ?? run.status);
      count++;
    }
  }
  return count;
};

const putting = (bucket: string) =>
  definition(
    [
      input('Sample', 'Object'),
      storage('PutSample', bucket, ['content: String = $.data.content', 'objectKey: String = $.data.key']),
      output('Place', 'document: String'),
    ],
    [
      'Sample.document → PutSample.content',
      'Sample.document → PutSample.objectKey',
      'PutSample.s3Uri → Place.document',
    ],
  );
