import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';
import { SigningKeys } from './signing-keys.ts';
import { exampleKey } from './test-support/sign.ts';

const scope = (region: string) => ({ date: '20150830', region, service: 'iam' });
const hex = (keys: SigningKeys, region = 'us-east-1') =>
  keys.get(exampleKey, scope(region)).export().toString('hex');

describe('SigningKeys', () => {
  it('derives the key of the published example', () => {
    // "Examples of how to derive a signing key", AWS General Reference: this secret, date, region and iam.
    expect(hex(new SigningKeys())).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9');
  });

  it('derives once as long as the access key is the same', () => {
    const keys = new SigningKeys();
    const first = keys.get(exampleKey, scope('us-east-1'));
    expect(keys.get(exampleKey, scope('us-east-1'))).toBe(first);
    keys.proven(exampleKey, scope('us-east-1'));
    expect(keys.get(exampleKey, scope('us-east-1'))).toBe(first);
  });

  it('lets go of a key whose secret was replaced', () => {
    const keys = new SigningKeys();
    const first = hex(keys);
    keys.proven(exampleKey, scope('us-east-1'));
    const rotated = { ...exampleKey, secretAccessKey: new Secret('another') };
    expect(keys.get(rotated, scope('us-east-1')).export().toString('hex')).not.toBe(first);
    keys.proven(rotated, scope('us-east-1'));
    expect(keys.get(rotated, scope('us-east-1')).export().toString('hex')).not.toBe(first);
    expect(hex(keys)).toBe(first);
  });

  it('stays small, and tries push out no proven key', () => {
    const keys = new SigningKeys();
    const proven = keys.get(exampleKey, scope('us-east-1'));
    keys.proven(exampleKey, scope('us-east-1'));
    for (let i = 0; i < 1000; i++) keys.get(exampleKey, scope(`r-${i}`));
    expect(keys.size).toBeLessThanOrEqual(65);
    expect(keys.get(exampleKey, scope('us-east-1'))).toBe(proven);
    for (let i = 0; i < 1000; i++) {
      keys.get(exampleKey, scope(`r-${i}`));
      keys.proven(exampleKey, scope(`r-${i}`));
    }
    expect(keys.size).toBeLessThanOrEqual(320);
  });
});
