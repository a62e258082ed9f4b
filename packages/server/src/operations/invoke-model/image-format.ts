import type { ImageFormat } from '@streambed/model/bedrock-runtime';

/** How files of each format begin; `RIFF` is followed by a length and `WEBP`. */
const SIGNATURES: readonly (readonly [ImageFormat, readonly number[]])[] = [
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['webp', [0x52, 0x49, 0x46, 0x46]],
];

/** The format of an image that comes without its name, by its first bytes; undefined for none that is known. */
export const imageFormat = (bytes: Uint8Array): ImageFormat | undefined =>
  SIGNATURES.find(([, signature]) => signature.every((byte, index) => bytes[index] === byte))?.[0];

const MEDIA_TYPES: ReadonlyMap<string, ImageFormat> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);

/** The media types that are taken, for messages. */
export const IMAGE_MEDIA_TYPES: readonly string[] = [...MEDIA_TYPES.keys()];

export const imageFormatOf = (mediaType: string): ImageFormat | undefined => MEDIA_TYPES.get(mediaType);
