import Button from '@cloudscape-design/components/button';
import { CopyButton, Drawer } from '../../components/index.ts';
import { templateMessages } from '../../messages/templates.ts';
import { Miniature } from './miniature.tsx';
import type { Need, Template } from './template.ts';

export interface TemplateDrawerProps {
  readonly template: Template;
  readonly missing: readonly Need[];
  readonly isMaking: boolean;
  onUse(): void;
  onClose(): void;
}

/** All about one template, over the page's right side. */
export function TemplateDrawer({ template, missing, isMaking, onUse, onClose }: TemplateDrawerProps) {
  const { title, summary, teaches, savedInputs, needs } = template;
  return (
    <Drawer
      title={title}
      closeLabel={templateMessages.close}
      foot={
        <Button variant="primary" loading={isMaking} onClick={onUse}>
          {templateMessages.use}
        </Button>
      }
      onClose={onClose}
    >
      <div className="sb-template-picture sb-drawer-picture">
        <Miniature template={template} />
      </div>
      <p>{summary}</p>
      <h3>{templateMessages.teaches}</h3>
      <ul>
        {teaches.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <h3>{templateMessages.needs}</h3>
      {needs.length === 0 && <p>{templateMessages.needsNothing}</p>}
      {needs.map((need) => (
        <NeedText key={need.kind} need={need} isMissing={missing.includes(need)} />
      ))}
      <h3>{templateMessages.inputs}</h3>
      {savedInputs.map(({ id: inputId, name, document }) => (
        <details key={inputId}>
          <summary>{name}</summary>
          <pre className="sb-mono">
            {typeof document === 'string' ? document : JSON.stringify(document, null, 2)}
          </pre>
        </details>
      ))}
    </Drawer>
  );
}

function NeedText({ need, isMissing }: { readonly need: Need; readonly isMissing: boolean }) {
  if (need.kind === 'service') return <p>{templateMessages.needsService[need.service]}.</p>;
  if (need.kind === 'knowledgeBase')
    return <p>{templateMessages.knowledgeBase(need.name, need.documents.map(({ id }) => id).join(', '))}</p>;
  if (need.kind === 'objects')
    return <p>{templateMessages.samples(need.bucket, need.objects.map(({ key }) => key).join(', '))}</p>;
  if (!isMissing) return <p>{templateMessages.functionThere(need.name)}</p>;
  return (
    <div>
      <p>
        {templateMessages.needsFunction(need.name)}. {templateMessages.functionMissing(need.file)}{' '}
        <CopyButton text={need.code} what={templateMessages.functionCode} />
      </p>
      <pre className="sb-mono">{need.code}</pre>
    </div>
  );
}
