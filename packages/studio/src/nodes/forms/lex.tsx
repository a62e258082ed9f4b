import { formMessages as words } from '../../messages/nodes.ts';
import { limitsOf } from '../editing/limits.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Section } from '../fields/section.tsx';
import { TextField } from '../fields/text-field.tsx';
import { shortArn } from '../node-summary.ts';
import { ResourceIdField } from '../resources/resource-id-field.tsx';
import { TryNode } from '../running/try-node.tsx';
import type { NodeFormParts } from './form-parts.ts';
import { isUnset } from './unset.ts';

/** Asks a bot for the intent of a text. */
export const lex = (): NodeFormParts => ({ Before: LexForm });

const ALIAS = limitsOf('LexFlowNodeConfiguration', 'botAliasArn');
const LOCALE = limitsOf('LexFlowNodeConfiguration', 'localeId');

function LexForm() {
  const { node, configure } = useNodeForm();
  const { botAliasArn = '', localeId = '' } = node.configuration.lex ?? {};
  return (
    <Section title={words.lex.title} summary={shortArn(botAliasArn)}>
      <ResourceIdField
        address="configuration.lex.botAliasArn"
        label={words.lex.alias}
        help={words.lex.aliasHelp}
        example="arn:aws:lex:eu-west-1:123456789012:bot-alias/BOT1234567/ALIAS12345"
        value={botAliasArn}
        isUnset={isUnset(botAliasArn)}
        limits={ALIAS}
        patternError={words.lex.pattern}
        service={words.services.bots}
        onChange={(value) => configure(words.lex.step, ['lex', 'botAliasArn'], value)}
      />
      <TextField
        address="configuration.lex.localeId"
        label={words.lex.locale}
        help={words.lex.localeHelp}
        example={words.lex.localeExample}
        placeholder="en_US"
        value={localeId}
        limits={LOCALE}
        patternError={words.lex.localePattern(LOCALE.max ?? 10)}
        onChange={(value) => configure(words.lex.localeStep, ['lex', 'localeId'], value, 'locale')}
      />
      <TryNode
        input="inputText"
        label={words.lex.tryUtterance}
        placeholder={words.lex.utterance}
        action={words.lex.say}
      />
    </Section>
  );
}
