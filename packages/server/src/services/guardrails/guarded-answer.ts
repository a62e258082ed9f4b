import type { ContentBlock, Message } from '@streambed/flow/ports';

/** The texts of an answer that a guardrail looks at: what is written for a reader. Not tools' input, not reasoning. */
export function answerTexts(message: Message): readonly string[] {
  const texts: string[] = [];
  mapTexts(message, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** The answer with other texts, given in the order of `answerTexts`; everything else stays. */
export function withTexts(message: Message, texts: readonly string[]): Message {
  let next = 0;
  return mapTexts(message, (text) => texts[next++] ?? text);
}

const mapTexts = (message: Message, change: (text: string) => string): Message => ({
  ...message,
  content: message.content.map((block): ContentBlock => {
    const { text, citationsContent } = block;
    if (text !== undefined) return { text: change(text) };
    if (!citationsContent?.content) return block;
    return {
      citationsContent: {
        ...citationsContent,
        content: citationsContent.content.map((part) =>
          part.text === undefined ? part : { text: change(part.text) },
        ),
      },
    };
  }),
});
