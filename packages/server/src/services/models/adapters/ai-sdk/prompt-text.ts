import type { ContentBlock, ConverseRequest } from '@streambed/flow/ports';

/** All that a request gives a model to read as text, for an estimate of its tokens; images and files do not count. */
export function promptText({ system = [], messages, toolConfig }: ConverseRequest): string {
  return [
    ...system.map(({ text = '' }) => text),
    ...messages.flatMap(({ content }) => content.map(blockText)),
    ...(toolConfig?.tools ?? []).map(({ toolSpec }) => (toolSpec ? JSON.stringify(toolSpec) : '')),
  ].join('\n');
}

function blockText({
  text,
  toolUse,
  toolResult,
  document,
  guardContent,
  reasoningContent,
}: ContentBlock): string {
  if (text !== undefined) return text;
  if (toolUse) return `${toolUse.name} ${JSON.stringify(toolUse.input)}`;
  if (toolResult)
    return toolResult.content.map((block) => block.text ?? JSON.stringify(block.json ?? '')).join('\n');
  if (document?.source.bytes && document.format !== 'pdf')
    return Buffer.from(document.source.bytes).toString();
  return document?.source.text ?? guardContent?.text?.text ?? reasoningContent?.reasoningText?.text ?? '';
}
