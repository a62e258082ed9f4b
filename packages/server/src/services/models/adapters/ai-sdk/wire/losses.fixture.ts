import type { AiSdkType } from '../ai-sdk-type.ts';
import { isGemini3 } from '../gemini.ts';
import type { Addressee } from '../prompt.ts';
import type { Plain, Said, SaidBlock } from './said.fixture.ts';

/**
 * What a Converse request loses on its way to a provider, because the provider's API cannot say it (or its package will
 * not). Everything that is in no row arrives as it was. For tests, and for docs/configuration.md.
 */
export interface Loss {
  readonly what: string;
  readonly becomes: string;
  readonly at: readonly AiSdkType[];
  /** The request without it. */
  readonly lose: (said: Said, to: Addressee) => Said;
}

const ALL: readonly AiSdkType[] = ['openai', 'openai-compatible', 'anthropic', 'google'];
const OPENAI: readonly AiSdkType[] = ['openai', 'openai-compatible'];

export const LOSSES: readonly Loss[] = [
  {
    what: 'guardContent',
    becomes: 'its text',
    at: ALL,
    lose: mapBlocks(({ block, ...rest }) =>
      block.guardContent ? [{ ...rest, block: { text: block.guardContent.text.text } }] : undefined,
    ),
  },
  {
    what: 'citationsContent of an earlier answer',
    becomes: 'its text, without the citations',
    at: ALL,
    lose: mapBlocks(({ block, ...rest }) =>
      block.citationsContent
        ? [{ ...rest, block: { text: block.citationsContent.content[0].text } }]
        : undefined,
    ),
  },
  {
    what: 'the place of tool results among other blocks',
    becomes: 'first in their message',
    at: ALL,
    lose: mapMessages((content) => [
      ...content.filter(({ block }) => block.toolResult),
      ...content.filter(({ block }) => !block.toolResult),
    ]),
  },
  {
    what: 'cache points',
    becomes: 'nothing: these providers cache by themselves',
    at: ['openai', 'openai-compatible', 'google'],
    lose: mapBlocks(({ block }) => [{ block }]),
  },
  {
    what: 'a cache point right behind reasoning',
    becomes: 'nothing',
    at: ['anthropic'],
    lose: mapBlocks(({ block }) => (block.reasoningContent ? [{ block }] : undefined)),
  },
  {
    what: 'several system texts',
    becomes: 'one, with empty lines between',
    at: OPENAI,
    lose: (said) => ({
      ...said,
      system:
        said.system.length === 0
          ? []
          : [{ block: { text: said.system.map(({ block }) => block.text).join('\n\n') } }],
    }),
  },
  {
    what: 'text documents (txt, md, csv, html)',
    becomes: 'text between tags that carry name and format',
    at: ['openai', 'openai-compatible', 'google'],
    lose: mapBlocks(({ block }) => {
      const text = textOf(block.document);
      const { name, format } = block.document ?? {};
      return text === undefined
        ? undefined
        : [{ block: { text: `<document name="${name}" format="${format}">\n${text}\n</document>` } }];
    }),
  },
  {
    what: 'the format of text documents',
    becomes: 'txt: Anthropic has plain text alone',
    at: ['anthropic'],
    lose: mapBlocks(({ block, ...rest }) => {
      const text = textOf(block.document);
      return text === undefined
        ? undefined
        : [{ ...rest, block: { document: { name: block.document.name, format: 'txt', source: { text } } } }];
    }),
  },
  {
    what: 'the name of a PDF',
    becomes: 'a line of text before it',
    at: ['google'],
    lose: mapBlocks(({ block }) => {
      if (block.document?.format !== 'pdf') return undefined;
      const { name, ...rest } = block.document;
      return [{ block: { text: `<document name="${name}" format="pdf">` } }, { block: { document: rest } }];
    }),
  },
  {
    what: 'reasoning of earlier answers',
    becomes: 'nothing: chat completions have no place for it',
    at: ['openai'],
    lose: mapBlocks(({ block }) => (block.reasoningContent ? [] : undefined)),
  },
  {
    what: 'hidden reasoning (redactedContent)',
    becomes: 'nothing: it is another provider’s',
    at: ['openai-compatible', 'google'],
    lose: mapBlocks(({ block }) => (block.reasoningContent?.redactedContent ? [] : undefined)),
  },
  {
    what: 'reasoning without a signature',
    becomes: 'nothing: Anthropic takes back only what it signed',
    at: ['anthropic'],
    lose: mapBlocks(({ block }) =>
      block.reasoningContent?.reasoningText && !block.reasoningContent.reasoningText.signature
        ? []
        : undefined,
    ),
  },
  {
    what: 'the place of a tool use before text',
    becomes: 'behind the text (Anthropic: up to the next reasoning)',
    at: ['openai', 'openai-compatible', 'anthropic'],
    lose: (said, to) =>
      mapMessages((content) =>
        to.type === 'anthropic'
          ? toolUsesLast(content)
          : [
              ...content.filter(({ block }) => !block.toolUse),
              ...content.filter(({ block }) => block.toolUse),
            ],
      )(said, to),
  },
  {
    what: 'white space around the beginning of an answer that the model is to go on with',
    becomes: 'nothing: Claude refuses it',
    at: ['anthropic'],
    lose: (said) => ({
      ...said,
      messages: said.messages.map((message, i) => {
        const last = message.content.at(-1);
        if (i < said.messages.length - 1 || message.role === 'user' || last?.block.text === undefined)
          return message;
        const trimmed = { ...last, block: { text: last.block.text.trim() } };
        return { ...message, content: [...message.content.slice(0, -1), trimmed] };
      }),
    }),
  },
  {
    what: 'several blocks of reasoning, their places and signatures',
    becomes: 'one `reasoning_content` before the text',
    at: ['openai-compatible'],
    lose: mapMessages((content) => {
      const text = content.map(({ block }) => block.reasoningContent?.reasoningText.text ?? '').join('');
      const rest = content.filter(({ block }) => !block.reasoningContent);
      return text === '' ? rest : [{ block: { reasoningContent: { reasoningText: { text } } } }, ...rest];
    }),
  },
  {
    what: 'several texts in one message of the assistant',
    becomes: 'one text: not every chat template takes parts',
    at: ['openai-compatible'],
    lose: (said) => ({
      ...said,
      messages: said.messages.map((message) => {
        if (message.role === 'user') return message;
        const isText = ({ block }: SaidBlock): boolean => block.text !== undefined;
        const text = message.content
          .filter(isText)
          .map(({ block }) => block.text)
          .join('');
        const at = message.content.findIndex(isText);
        const rest = message.content.filter((block) => !isText(block));
        return { ...message, content: [...rest.slice(0, at), { block: { text } }, ...rest.slice(at)] };
      }),
    }),
  },
  {
    what: 'whether a tool failed (status)',
    becomes: 'nothing: say it in the result’s text',
    at: OPENAI,
    lose: mapResults(({ status: _, ...result }) => [{ block: { toolResult: result } }]),
  },
  {
    what: 'JSON in a tool’s result',
    becomes: 'its text',
    at: ['openai', 'openai-compatible', 'anthropic'],
    lose: mapResults((result) => [
      { block: { toolResult: { ...result, content: result.content.map(jsonAsText) } } },
    ]),
  },
  {
    what: 'several blocks in a tool’s result',
    becomes: 'lines of one text; with images, Gemini 3 puts its own words where there is no text',
    at: ['openai', 'openai-compatible', 'google'],
    lose: (said, to) =>
      mapResults((result) => {
        const values = result.content.filter((block: Plain) => !block.image);
        const images = result.content.filter((block: Plain) => block.image);
        const isJson =
          to.type === 'google' && values.length === 1 && typeof (values[0].json ?? '') !== 'string';
        const keeps = isJson && (images.length === 0 || !isGemini3(to.modelName));
        const text = values.map((block: Plain) => jsonAsText(block).text).join('\n');
        const filler = isGemini3(to.modelName) && images.length > 0 ? 'Tool executed successfully.' : '';
        const content = keeps ? values : [{ text: values.length > 0 ? text : filler }];
        return [{ block: { toolResult: { ...result, content: [...content, ...images] } } }];
      })(said, to),
  },
  {
    what: 'images in a tool’s result',
    becomes: 'images of the user behind all results (Gemini from 3 on keeps them in the result)',
    at: ['openai', 'openai-compatible', 'google'],
    lose: (said, to) =>
      isGemini3(to.modelName)
        ? said
        : mapMessages((content) => {
            const results = content.filter(({ block }) => block.toolResult);
            const images = results.flatMap(({ block }) =>
              block.toolResult.content
                .filter((inner: Plain) => inner.image)
                .map((inner: Plain) => ({ block: inner })),
            );
            const without = results.map(({ block: { toolResult } }) => ({
              block: {
                toolResult: {
                  ...toolResult,
                  content: toolResult.content.filter((inner: Plain) => !inner.image),
                },
              },
            }));
            return [...without, ...images, ...content.slice(results.length)];
          })(said, to),
  },
  {
    what: 'strict tools',
    becomes: 'a mode of the whole request (VALIDATED)',
    at: ['google'],
    lose: (said) => ({
      ...said,
      tools: said.tools.map(({ block: { toolSpec } }) => {
        const { strict: _, ...spec } = toolSpec;
        return { block: { toolSpec: spec } };
      }),
    }),
  },
  {
    what: 'toolChoice auto',
    becomes: 'nothing: it is what holds anyway',
    at: ['google'],
    lose: ({ toolChoice, ...said }) =>
      toolChoice === undefined || (toolChoice as Plain).auto ? said : { ...said, toolChoice },
  },
  {
    what: 'name and description of a schema for the answer',
    becomes: 'nothing',
    at: ['anthropic', 'google'],
    lose: ({ format, ...said }) => (format ? { ...said, format: { schema: format.schema } } : said),
  },
  {
    what: 'effort',
    becomes: 'nothing before Gemini 3, which counts thinking in tokens',
    at: ['google'],
    lose: ({ effort, ...said }, { modelName }) =>
      effort !== undefined && isGemini3(modelName) ? { ...said, effort } : said,
  },
  {
    what: 'topP beside temperature',
    becomes: 'nothing: Claude takes one of the two',
    at: ['anthropic'],
    lose: ({ inference: { topP, ...rest }, ...said }) => ({
      ...said,
      inference: topP === undefined || 'temperature' in rest ? rest : { ...rest, topP },
    }),
  },
];

/** The request as it arrives at the provider. */
export const asItArrives = (said: Said, to: Addressee): Said =>
  LOSSES.filter(({ at }) => at.includes(to.type)).reduce((left, { lose }) => lose(left, to), said);

/** `change` answers undefined for what stays as it is. */
function mapBlocks(change: (block: SaidBlock) => SaidBlock[] | undefined): Loss['lose'] {
  const changed = (blocks: readonly SaidBlock[]): SaidBlock[] =>
    blocks.flatMap((block) => change(block) ?? [block]);
  return (said) => ({
    ...said,
    system: changed(said.system),
    messages: said.messages.map(({ role, content }) => ({ role, content: changed(content) })),
  });
}

function mapMessages(change: (content: readonly SaidBlock[]) => SaidBlock[]): Loss['lose'] {
  return (said) => ({
    ...said,
    messages: said.messages.map(({ role, content }) => ({ role, content: change(content) })),
  });
}

function mapResults(change: (result: Plain) => SaidBlock[]): Loss['lose'] {
  return mapBlocks(({ block, ...rest }) =>
    block.toolResult ? change(block.toolResult).map((changed) => ({ ...rest, ...changed })) : undefined,
  );
}

/** Between two blocks of reasoning, which stay where they are. */
function toolUsesLast(content: readonly SaidBlock[]): SaidBlock[] {
  const at = content.findIndex(({ block }) => block.reasoningContent);
  const segment = at === -1 ? content : content.slice(0, at);
  const ordered = [
    ...segment.filter(({ block }) => !block.toolUse),
    ...segment.filter(({ block }) => block.toolUse),
  ];
  return at === -1
    ? ordered
    : [...ordered, ...content.slice(at, at + 1), ...toolUsesLast(content.slice(at + 1))];
}

const jsonAsText = (block: Plain): Plain =>
  block.json === undefined
    ? block
    : { text: typeof block.json === 'string' ? block.json : JSON.stringify(block.json) };

function textOf(document: Plain): string | undefined {
  if (!document || document.format === 'pdf') return undefined;
  const { text, bytes } = document.source;
  return text ?? Buffer.from(bytes.base64, 'base64').toString('utf8');
}
