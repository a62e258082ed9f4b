import { dependencyFailed, type ServiceCall } from '@streambed/flow/ports';

/** Names of buckets and keys as S3 has them (services-data.md section 6). Own words for each complaint. */

/** Longest object key, in bytes of UTF-8. */
const MAXIMUM_KEY_BYTES = 1024;

const bucketForm = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const addressForm = /^\d{1,3}(\.\d{1,3}){3}$/;
const reservedForm = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** What is wrong with a bucket's name, as a clause to follow "the bucket name"; undefined when nothing is. */
function bucketNameProblem(bucket: string): string | undefined {
  if (!bucketForm.test(bucket))
    return 'must be 3 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit';
  if (bucket.includes('..')) return 'must not have two dots in a row';
  if (addressForm.test(bucket)) return 'must not look like an IP address';
  if (reservedForm.test(bucket)) return 'begins or ends with letters that S3 keeps for itself';
  return undefined;
}

/** What is wrong with an object key, as a clause to follow "the object key"; undefined when nothing is. */
function keyProblem(key: string): string | undefined {
  if (key === '') return 'is empty';
  if (!key.isWellFormed()) return 'has half a surrogate pair, which UTF-8 cannot express';
  const bytes = Buffer.byteLength(key, 'utf8');
  return bytes > MAXIMUM_KEY_BYTES ? `has ${bytes} bytes; S3 allows at most ${MAXIMUM_KEY_BYTES}` : undefined;
}

/**
 * The `s3://` URI of an object, once the call is still wanted and its names are such as S3 takes. Throws FlowError
 * `dependencyFailed`, or the signal's reason.
 */
export function checkedUri(bucket: string, key: string, call: Pick<ServiceCall, 'signal'>): string {
  call.signal.throwIfAborted();
  const uri = `s3://${bucket}/${key}`;
  checkBucketName(bucket, uri);
  const aboutKey = keyProblem(key);
  if (aboutKey) throw dependencyFailed(`s3://${bucket}`, `The object key ${aboutKey}.`);
  return uri;
}

/** The same of a whole bucket. */
export function checkedBucketUri(bucket: string, call: Pick<ServiceCall, 'signal'>): string {
  call.signal.throwIfAborted();
  const uri = `s3://${bucket}`;
  checkBucketName(bucket, uri);
  return uri;
}

function checkBucketName(bucket: string, uri: string): void {
  const problem = bucketNameProblem(bucket);
  if (problem) throw dependencyFailed(uri, `The bucket name ${JSON.stringify(bucket)} ${problem}.`);
}
