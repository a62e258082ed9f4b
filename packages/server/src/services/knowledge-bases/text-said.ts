import type { ConverseResponse } from '@streambed/flow/ports';

/** How local models think aloud in their text, where their servers do not tell it apart. */
const THINKING = /^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/;

/** What a model said when it was asked, without what it thought aloud before. */
export const textSaid = ({ output }: Pick<ConverseResponse, 'output'>): string =>
  output.message.content
    .map(({ text }) => text ?? '')
    .join('')
    .replace(THINKING, '');
