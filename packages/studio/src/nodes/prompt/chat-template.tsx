import type {
  ChatPromptTemplateConfiguration,
  ContentBlock,
  ConversationRole,
} from '@streambed/model/bedrock-agent';
import { promptMessages as words } from '../../messages/nodes.ts';
import { useReadOnly } from '../editing/field-source.ts';
import { Choice } from '../fields/choice.tsx';
import { Field } from '../fields/field.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { type PromptVariable, TemplateField } from './template-field.tsx';
import type { VariableOffer } from './template-language.ts';

export interface TemplateProps {
  /** Of the template configuration. */
  readonly address: string;
  /** `path` from the template configuration. */
  onEdit(
    path: readonly (string | number)[],
    value: unknown,
    what: string,
    more?: { readonly isText?: boolean; readonly writing?: string | undefined; readonly joins?: string },
  ): void;
  readonly variables: readonly PromptVariable[];
  offers?(): readonly VariableOffer[];
  onLeave?(): void;
}

const CACHE_POINT = { cachePoint: { type: 'default' } } as const;

/** System text and turns, as the model sees them before it answers. */
export function ChatTemplate({
  chat,
  cacheHint,
  ...template
}: TemplateProps & {
  readonly chat: ChatPromptTemplateConfiguration;
  /** Why the model makes nothing of cache points. */
  readonly cacheHint?: string | undefined;
}) {
  const { address, onEdit } = template;
  const readOnly = useReadOnly() !== undefined;
  const { system = [], messages } = chat;
  const isCached = [...system, ...messages.flatMap(({ content }) => content)].some(
    ({ cachePoint }) => cachePoint !== undefined,
  );
  const add = () => {
    const role: ConversationRole = messages.at(-1)?.role === 'user' ? 'assistant' : 'user';
    onEdit(['chat', 'messages'], [...messages, { role, content: [{ text: '' }] }], words.steps.addMessage);
  };
  const move = (index: number, by: 1 | -1) => {
    const moved = messages.toSpliced(index, 1).toSpliced(index + by, 0, messages[index]!);
    onEdit(['chat', 'messages'], moved, words.steps.moveMessage);
  };
  return (
    <div className="sb-chat">
      <Field
        address={`${address}.chat.system`}
        covers
        label={words.system}
        help={words.systemHelp}
        example={words.systemExample}
      >
        <div className="sb-chat-card">
          {system.length === 0 ? (
            <ToolButton
              unavailable={readOnly ? words.readOnly : undefined}
              onClick={() => onEdit(['chat', 'system'], [{ text: '' }], words.system)}
            >
              + {words.addSystem}
            </ToolButton>
          ) : (
            <Blocks
              {...template}
              path={['chat', 'system']}
              blocks={system}
              what={words.system}
              label={words.system}
              readOnly={readOnly}
              canBeEmpty
            />
          )}
        </div>
      </Field>
      <Field
        address={`${address}.chat.messages`}
        covers
        label={words.messages}
        help={words.messagesHelp}
        example={words.messagesExample}
        error={messages.length === 0 ? words.atLeastOne : undefined}
        warning={isCached ? cacheHint : undefined}
      >
        <ol className="sb-chat-list">
          {messages.map(({ role, content }, index) => {
            const name = words.messageNamed(index + 1, words.roles[role]);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: turns have no other identity than their place
              <li key={index} className="sb-chat-card" aria-label={name}>
                <div className="sb-chat-head">
                  <Choice
                    label={words.roleOf(index + 1)}
                    value={role}
                    readOnly={readOnly}
                    onChange={(next) => onEdit(['chat', 'messages', index, 'role'], next, words.steps.role)}
                    options={[
                      { value: 'user', label: words.roles.user },
                      { value: 'assistant', label: words.roles.assistant },
                    ]}
                  />
                  <span className="sb-spread" />
                  <ToolButton
                    label={words.moveUp(index + 1)}
                    unavailable={readOnly ? words.readOnly : index === 0 ? words.isFirst : undefined}
                    onClick={() => move(index, -1)}
                  >
                    ↑
                  </ToolButton>
                  <ToolButton
                    label={words.moveDown(index + 1)}
                    unavailable={
                      readOnly ? words.readOnly : index === messages.length - 1 ? words.isLast : undefined
                    }
                    onClick={() => move(index, 1)}
                  >
                    ↓
                  </ToolButton>
                  <ToolButton
                    label={words.removeMessage(index + 1)}
                    unavailable={
                      readOnly ? words.readOnly : messages.length === 1 ? words.atLeastOne : undefined
                    }
                    onClick={() =>
                      onEdit(['chat', 'messages'], messages.toSpliced(index, 1), words.steps.removeMessage)
                    }
                  >
                    ×
                  </ToolButton>
                </div>
                <Blocks
                  {...template}
                  path={['chat', 'messages', index, 'content']}
                  blocks={content}
                  what={words.steps.message(index + 1)}
                  label={name}
                  readOnly={readOnly}
                />
              </li>
            );
          })}
        </ol>
        <div className="sb-tools">
          <ToolButton unavailable={readOnly ? words.readOnly : undefined} onClick={add}>
            + {words.addMessage}
          </ToolButton>
        </div>
      </Field>
    </div>
  );
}

/** Texts, each with the switch for a cache point below it. */
function Blocks({
  path,
  blocks,
  what,
  label,
  readOnly,
  canBeEmpty = false,
  onEdit,
  variables,
  offers,
  onLeave,
}: TemplateProps & {
  readonly path: readonly (string | number)[];
  readonly blocks: readonly ContentBlock[];
  readonly what: string;
  readonly label: string;
  readonly readOnly: boolean;
  readonly canBeEmpty?: boolean;
}) {
  const texts = blocks.filter(({ text }) => text !== undefined).length;
  const put = (next: readonly ContentBlock[]) =>
    onEdit(path, next.length === 0 && canBeEmpty ? undefined : next, what);
  let number = 0;
  return blocks.map((block, index) => {
    if (block.text === undefined) return null;
    number++;
    const isCached = blocks[index + 1]?.cachePoint !== undefined;
    const name = texts > 1 ? `${label}, ${number}` : label;
    const canRemove = !readOnly && (canBeEmpty || texts > 1);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other identity than their place
      <div key={index} className="sb-chat-block">
        <TemplateField
          value={block.text}
          label={name}
          variables={variables}
          {...(offers && { offers })}
          {...(onLeave && { onLeave })}
          readOnly={readOnly}
          minLines={2}
          maxLines={16}
          onChange={(text, writing) =>
            onEdit([...path, index, 'text'], text, what, {
              isText: true,
              writing,
              joins: [...path, index].join('.'),
            })
          }
        />
        <div className="sb-chat-cache">
          <ToolButton
            isPressed={isCached}
            unavailable={readOnly ? words.readOnly : undefined}
            label={words.cacheAfter(name, isCached)}
            onClick={() =>
              put(isCached ? blocks.toSpliced(index + 1, 1) : blocks.toSpliced(index + 1, 0, CACHE_POINT))
            }
          >
            {isCached ? words.cachedAbove : words.cachePoint}
          </ToolButton>
          {number === texts && !readOnly && (
            <ToolButton label={words.addTextTo(label)} onClick={() => put([...blocks, { text: '' }])}>
              + {words.addText}
            </ToolButton>
          )}
          {canRemove && (
            <ToolButton
              label={words.removeText(name)}
              onClick={() => put(blocks.toSpliced(index, isCached ? 2 : 1))}
            >
              ×
            </ToolButton>
          )}
        </div>
      </div>
    );
  });
}
