import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { createAwsObjectStore } from '../../packages/server/src/services/objects/aws.ts';
import { describeObjectStore } from '../../packages/server/src/services/objects/contract.ts';

const endpoint = process.env.STREAMBED_S3_ENDPOINT;
if (!endpoint) throw new Error('Set STREAMBED_S3_ENDPOINT, or start this suite with conformance/s3/run.');

describeObjectStore(`AWS SDK against ${endpoint}`, async () => {
  const run = randomUUID().slice(0, 8);
  const [bucket, otherBucket] = [`streambed-${run}-a`, `streambed-${run}-b`];
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true });
  for (const name of [bucket, otherBucket]) await client.send(new CreateBucketCommand({ Bucket: name }));
  client.destroy();
  const ids = { uuid: () => randomUUID(), resourceId: () => 'AAAAAAAAAA' };
  const store = createAwsObjectStore({ ids, configuration: { endpoint, region: 'us-east-1' } });
  return { store, bucket, otherBucket, missingBucket: `streambed-${run}-none`, close: () => store.close() };
});
