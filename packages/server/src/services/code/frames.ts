/**
 * What a child writes on its own channel, one frame after the other: 32 bytes of nonce, one letter, four bytes of
 * length (big endian), the payload. The nonce is drawn anew for each child and never enters Python.
 */
export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Buffer;
}

/**
 * `R` ready (payload: Python's version) · `S` the code starts · `O` printed text · `V` the result as JSON ·
 * `E` the code raised · `J` the result is not JSON · `F` Python itself broke · `M` memory snapshot.
 */
export type FrameKind = 'R' | 'S' | 'O' | 'V' | 'E' | 'J' | 'F' | 'M';

const KINDS = new Set(['R', 'S', 'O', 'V', 'E', 'J', 'F', 'M']);
export const NONCE_LENGTH = 32;
const HEADER = NONCE_LENGTH + 5;

/** Thrown for anything on the channel that the child's own script would not have written. */
export class ForgedFrame extends Error {
  override readonly name = 'ForgedFrame';
}

/**
 * Cuts the byte stream of one child into frames. `limit` gives the largest payload of a kind, in bytes. The returned
 * function takes the next chunk and throws ForgedFrame at the first byte that is wrong; memory held never exceeds
 * the frame that is being read.
 */
export const createFrameReader = (
  nonce: Buffer,
  limit: (kind: FrameKind) => number,
  onFrame: (frame: Frame) => void,
): ((chunk: Buffer) => void) => {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = HEADER;
  let kind: FrameKind | undefined;

  const readHeader = (header: Buffer): void => {
    const letter = String.fromCharCode(header[NONCE_LENGTH] ?? 0);
    if (!header.subarray(0, NONCE_LENGTH).equals(nonce) || !KINDS.has(letter))
      throw new ForgedFrame('a message without the nonce of this run');
    kind = letter as FrameKind;
    wanted = header.readUInt32BE(NONCE_LENGTH + 1);
    if (wanted > limit(kind)) throw new ForgedFrame(`a message of ${wanted} bytes`);
  };

  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= wanted) {
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, held);
      const part = bytes.subarray(0, wanted);
      const rest = bytes.subarray(wanted);
      chunks = rest.length > 0 ? [rest] : [];
      held = rest.length;
      if (kind === undefined) {
        readHeader(part);
        continue;
      }
      const frame = { kind, payload: part };
      kind = undefined;
      wanted = HEADER;
      onFrame(frame);
    }
  };
};
