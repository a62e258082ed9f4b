import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Python's memory after its start, in a file that has no name any more. */
export interface MemorySnapshot {
  /** Read-only descriptor that children inherit; whoever reads it must name the position. */
  readonly descriptor: number;
  readonly size: number;
  /** Gives the disk space back. */
  close(): void;
}

/** A snapshot while it is being written. */
export interface SnapshotWriter {
  append(bytes: Uint8Array): void;
  /** No more comes: what was written, for reading only. */
  finish(): MemorySnapshot;
  /** Throws away what was written. */
  discard(): void;
}

/**
 * Keeps a snapshot for children to start from. The file loses its name at once, so that nobody else can open it, no
 * child needs leave to open a path, and nothing stays behind even when the server is killed. Throws what the file
 * system throws.
 */
export const writeSnapshot = (): SnapshotWriter => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-python-'));
  const path = join(folder, 'snapshot');
  const open: number[] = [];
  const closeAll = (): void => {
    for (const descriptor of open.splice(0)) closeSync(descriptor);
  };
  try {
    open.push(openSync(path, 'wx', 0o600), openSync(path, 'r'));
  } catch (error) {
    closeAll();
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  let size = 0;
  return {
    append(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(open[0]!, bytes, at);
      size += bytes.length;
    },
    finish() {
      closeSync(open.shift()!);
      return { descriptor: open[0]!, size, close: closeAll };
    },
    discard: closeAll,
  };
};
