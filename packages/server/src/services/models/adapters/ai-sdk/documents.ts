import type { LanguageModelV3FilePart, LanguageModelV3TextPart } from '@ai-sdk/provider';
import type { ContentBlock } from '@streambed/flow/ports';
import type { AiSdkType } from './ai-sdk-type.ts';
import { unservable } from './unservable.ts';

export type DocumentBlock = NonNullable<ContentBlock['document']>;
type FilePart = LanguageModelV3FilePart;
type TextPart = LanguageModelV3TextPart;

/** Formats that are text, so that every model can read them. */
const TEXT_FORMATS: ReadonlySet<string> = new Set(['txt', 'md', 'csv', 'html']);

/**
 * A document as parts of a user's message. PDF goes as a file. Text goes as a document where the provider has such
 * (Anthropic: plain text with a title), else as text between tags that carry its name and format. Throws ProviderFailed
 * for office formats, which no provider but Bedrock reads, and for what lies in S3.
 */
export function documentParts(document: DocumentBlock, type: AiSdkType): (TextPart | FilePart)[] {
  const text = documentText(document);
  if (type === 'anthropic') return [anthropicFile(document, text)];
  if (text !== undefined) return [{ type: 'text', text: inTags(document, text) }];
  const file: FilePart = { type: 'file', mediaType: 'application/pdf', data: pdfBytes(document) };
  // Gemini's inline files have no name, so the name stands before.
  if (type === 'google') return [{ type: 'text', text: startTag(document) }, file];
  return [{ ...file, filename: `${document.name}.pdf` }];
}

/** A text document inside a tool's result. */
export const documentInTags = (document: DocumentBlock): string | undefined => {
  const text = documentText(document);
  return text === undefined ? undefined : inTags(document, text);
};

/** Throws ProviderFailed when the document is none. */
export function pdfBytes({ name, format, source }: DocumentBlock): Uint8Array {
  if (source.s3Location)
    throw unservable(`document "${name}" lies in S3; give its bytes, which every provider takes`);
  if (format !== 'pdf')
    throw unservable(
      `document "${name}" has the format ${format ?? '(none given)'}, which only Bedrock's own models read; give it as pdf, txt, md, csv or html`,
    );
  return source.bytes ?? new Uint8Array();
}

function anthropicFile(document: DocumentBlock, text: string | undefined): FilePart {
  const { name, context, citations } = document;
  return {
    type: 'file',
    mediaType: text === undefined ? 'application/pdf' : 'text/plain',
    data: text === undefined ? pdfBytes(document) : new TextEncoder().encode(text),
    providerOptions: {
      anthropic: {
        title: name,
        ...(context === undefined ? {} : { context }),
        ...(citations === undefined ? {} : { citations: { enabled: citations.enabled } }),
      },
    },
  };
}

/** The text of a document that is text; undefined for any other. */
function documentText({ format = 'txt', source }: DocumentBlock): string | undefined {
  if (source.text !== undefined) return source.text;
  if (source.content) return source.content.map(({ text = '' }) => text).join('\n');
  if (source.bytes === undefined || !TEXT_FORMATS.has(format)) return undefined;
  return new TextDecoder().decode(source.bytes);
}

const inTags = (document: DocumentBlock, text: string): string =>
  `${startTag(document)}\n${text}\n</document>`;

function startTag({ name, format = 'txt', context }: DocumentBlock): string {
  const given = context === undefined ? '' : ` context="${escaped(context)}"`;
  return `<document name="${escaped(name)}" format="${format}"${given}>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
