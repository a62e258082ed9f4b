import { readFileSync, statSync } from 'node:fs';
import type { SecretSource } from './configuration.ts';

/** Longer files hold no key. */
const MAX_BYTES = 64 * 1024;

/** A key that cannot be had; the message goes on from "the provider …" and names the setting, never what is in the file nor where it lies: clients see it. */
export class SecretUnavailable extends Error {
  override readonly name = 'SecretUnavailable';
}

/**
 * A secret that stands in a file of its own, as Docker and Kubernetes mount them. Read at each use, so that it can be
 * replaced while the server runs; line ends and spaces at its end are not part of it. Throws SecretUnavailable.
 */
export const secretFile =
  (path: string): SecretSource =>
  () => {
    let text: string;
    try {
      if (statSync(path).size > MAX_BYTES)
        throw new SecretUnavailable(`cannot be asked: the file of its apiKeyFile is too long to be a key`);
      text = readFileSync(path, 'utf8').trimEnd();
    } catch (error) {
      if (error instanceof SecretUnavailable) throw error;
      const { code } = error as NodeJS.ErrnoException;
      throw new SecretUnavailable(`cannot be asked: the file of its apiKeyFile cannot be read (${code})`);
    }
    if (text === '') throw new SecretUnavailable(`cannot be asked: the file of its apiKeyFile is empty`);
    // A key goes into a header; a line feed in it would end that header, and the error would repeat it.
    if (!/^[\x21-\x7e]+$/u.test(text))
      throw new SecretUnavailable(
        `cannot be asked: the file of its apiKeyFile must hold one key on one line`,
      );
    return text;
  };

/** Whether everybody on this machine may read the file; false on Windows, which keeps rights elsewhere. */
export function isReadableByAll(path: string): boolean {
  if (process.platform === 'win32') return false;
  try {
    return (statSync(path).mode & 0o004) !== 0;
  } catch {
    return false;
  }
}
