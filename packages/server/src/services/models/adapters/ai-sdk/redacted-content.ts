/**
 * Reasoning that Anthropic hides is a text in its API and bytes in Converse. The bytes are the text's UTF-8, so that
 * any text comes back as it was; bytes from elsewhere that are no UTF-8 go as base64.
 */

export const redactedBytes = (data: string): Uint8Array => new TextEncoder().encode(data);

export function redactedText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('base64');
  }
}
