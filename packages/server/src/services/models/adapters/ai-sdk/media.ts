import type { LanguageModelV3FilePart } from '@ai-sdk/provider';
import type { ContentBlock } from '@streambed/flow/ports';
import type { AiSdkType } from './ai-sdk-type.ts';
import { unservable } from './unservable.ts';

interface Media {
  readonly format: string;
  readonly source: { readonly bytes?: Uint8Array; readonly s3Location?: unknown };
}

/** Media types of Gemini's reference; a format that it does not name is not sent. */
const GEMINI_VIDEO: Readonly<Record<string, string>> = {
  mov: 'video/mov',
  mp4: 'video/mp4',
  webm: 'video/webm',
  flv: 'video/x-flv',
  mpeg: 'video/mpeg',
  mpg: 'video/mpg',
  wmv: 'video/wmv',
  three_gp: 'video/3gpp',
};
const GEMINI_AUDIO: Readonly<Record<string, string>> = {
  mp3: 'audio/mp3',
  mpeg: 'audio/mp3',
  mpga: 'audio/mp3',
  wav: 'audio/wav',
  aac: 'audio/aac',
  'x-aac': 'audio/aac',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
};
/** The two formats of OpenAI's input_audio. */
const OPENAI_AUDIO: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', wav: 'audio/wav' };

const NONE: Readonly<Record<string, string>> = {};

const MEDIA_TYPES: Readonly<Record<AiSdkType, Readonly<Record<'audio' | 'video', typeof NONE>>>> = {
  openai: { audio: OPENAI_AUDIO, video: NONE },
  'openai-compatible': { audio: OPENAI_AUDIO, video: NONE },
  anthropic: { audio: NONE, video: NONE },
  google: { audio: GEMINI_AUDIO, video: GEMINI_VIDEO },
};

/** An image as a file part. Throws ProviderFailed for one that lies in S3. */
export const imagePart = (image: NonNullable<ContentBlock['image']>): LanguageModelV3FilePart =>
  filePart('image', image, `image/${image.format}`);

/** Audio or video as a file part. Throws ProviderFailed where the provider does not take it. */
export function mediaPart(kind: 'audio' | 'video', media: Media, type: AiSdkType): LanguageModelV3FilePart {
  const mediaTypes = MEDIA_TYPES[type][kind];
  const mediaType = Object.hasOwn(mediaTypes, media.format) ? mediaTypes[media.format] : undefined;
  if (mediaType !== undefined) return filePart(kind, media, mediaType);
  const taken = Object.keys(mediaTypes).join(', ');
  throw unservable(
    taken === ''
      ? `it takes no ${kind}; map the model to a provider that does`
      : `it takes no ${kind} of the format ${media.format}, only ${taken}`,
  );
}

function filePart(kind: string, { source }: Media, mediaType: string): LanguageModelV3FilePart {
  if (source.s3Location)
    throw unservable(`the ${kind} lies in S3; give its bytes, which every provider takes`);
  return { type: 'file', mediaType, data: source.bytes ?? new Uint8Array() };
}
