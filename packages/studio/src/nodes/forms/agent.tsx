import { formMessages as words } from '../../messages/nodes.ts';
import { limitsOf } from '../editing/limits.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Section } from '../fields/section.tsx';
import { shortArn } from '../node-summary.ts';
import { ResourceIdField } from '../resources/resource-id-field.tsx';
import type { NodeFormParts } from './form-parts.ts';
import { isUnset } from './unset.ts';

/** Hands a task to an agent. */
export const agent = (): NodeFormParts => ({ Before: AgentForm });

const LIMITS = limitsOf('AgentFlowNodeConfiguration', 'agentAliasArn');

function AgentForm() {
  const { node, configure } = useNodeForm();
  const arn = node.configuration.agent?.agentAliasArn ?? '';
  return (
    <Section title={words.agent.title} summary={shortArn(arn)}>
      <ResourceIdField
        address="configuration.agent.agentAliasArn"
        label={words.agent.alias}
        help={words.agent.aliasHelp}
        example="arn:aws:bedrock:eu-west-1:123456789012:agent-alias/AGENT12345/ALIAS12345"
        value={arn}
        isUnset={isUnset(arn)}
        limits={LIMITS}
        patternError={words.agent.pattern}
        service={words.services.agents}
        onChange={(value) => configure(words.agent.step, ['agent', 'agentAliasArn'], value)}
      />
      <p className="sb-side-note">{words.agent.asksBack}</p>
    </Section>
  );
}
