import { renderPrompt } from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import { useMemo } from 'react';
import { promptMessages as words } from '../../messages/nodes.ts';
import type { PromptValue } from './prompt-value.ts';
import { renderedValue, templateParts } from './template-parts.ts';
import '../expression/expression-editor.css';

interface Block {
  readonly key: string;
  readonly who: string;
  readonly template: string;
  readonly isCached: boolean;
}

/** The texts of a prompt in the order in which the model reads them. */
const blocksOf = ({ templateConfiguration: { text, chat } }: PromptValue): readonly Block[] => {
  if (text)
    return [
      { key: 'text', who: words.roles.user, template: text.text, isCached: text.cachePoint !== undefined },
    ];
  const of = (
    who: string,
    key: string,
    content: readonly { readonly text?: string; readonly cachePoint?: object }[],
  ) =>
    content.flatMap((block, index): Block[] =>
      block.text === undefined
        ? []
        : [
            {
              key: `${key} ${index}`,
              who,
              template: block.text,
              isCached: content[index + 1]?.cachePoint !== undefined,
            },
          ],
    );
  return [
    ...of(words.roles.system, 'system', chat?.system ?? []),
    ...(chat?.messages ?? []).flatMap(({ role, content }, index) =>
      of(words.roles[role], `message ${index}`, content),
    ),
  ];
};

const textsOf = (value: PromptValue, values: ReadonlyMap<string, JsonValue>): readonly string[] => {
  const { messages, system = [] } = renderPrompt(words.thePrompt, value, values);
  return [...system, ...messages.flatMap(({ content }) => content)].flatMap((block) =>
    'text' in block && block.text !== undefined ? [block.text] : [],
  );
};

/** The texts of the prompt with its variables filled in, one after the other; undefined when it cannot be rendered. */
export const renderedText = (
  value: PromptValue,
  values: ReadonlyMap<string, JsonValue>,
): string | undefined => {
  try {
    return textsOf(value, values).join('\n\n');
  } catch {
    return undefined;
  }
};

/** How long the prompt is once its variables are filled in, or why it cannot be rendered: the engine's own words. */
export const renderedLength = (
  value: PromptValue,
  values: ReadonlyMap<string, JsonValue>,
): { readonly characters: number } | { readonly cause: string } => {
  try {
    return { characters: textsOf(value, values).reduce((sum, { length }) => sum + length, 0) };
  } catch (error) {
    return { cause: (error as Error).message };
  }
};

/** The prompt as it will be sent, with the values marked. */
export function RenderedPrompt({
  value,
  values,
}: {
  readonly value: PromptValue;
  readonly values: ReadonlyMap<string, JsonValue>;
}) {
  const rendered = useMemo(() => renderedLength(value, values), [value, values]);
  if ('cause' in rendered) return <p className="sb-preview sb-preview-error">{rendered.cause}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="sb-rendered" aria-label={words.rendered} tabIndex={0}>
      {blocksOf(value).map(({ key, who, template, isCached }) => (
        <div key={key} className="sb-rendered-block">
          <span className="sb-rendered-who">{who}</span>
          <p>
            {templateParts(template).map((part, index) =>
              part.kind === 'text' ? (
                part.text
              ) : (
                <Filled
                  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no other identity than their place
                  key={index}
                  name={part.name}
                  text={part.text}
                  value={values.get(part.name)}
                />
              ),
            )}
          </p>
          {isCached && <span className="sb-cache-mark">{words.cachedAbove}</span>}
        </div>
      ))}
    </section>
  );
}

function Filled({
  name,
  text,
  value,
}: {
  readonly name: string;
  readonly text: string;
  readonly value: JsonValue | undefined;
}) {
  if (value === undefined)
    return (
      <mark className="sb-filled" data-missing="true" title={words.noValueOf(name, false)}>
        {text}
      </mark>
    );
  return (
    <mark className="sb-filled" title={name}>
      {renderedValue(value)}
    </mark>
  );
}
