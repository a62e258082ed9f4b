import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { ErrorAlert } from '../../components/index.ts';
import { templateMessages } from '../../messages/templates.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { isShown, missingOf, type ServerParts, serverParts } from './availability.ts';
import { templates } from './catalog/index.ts';
import { Miniature } from './miniature.tsx';
import { NeedMarks } from './need-marks.tsx';
import type { Template } from './template.ts';
import { TemplateDrawer } from './template-drawer.tsx';
import { useTemplate } from './use-template.ts';
import './templates-page.css';

const NOTHING_KNOWN: ServerParts = { services: new Set(), functions: new Set() };

/** The gallery: flows that run as they are. `?template=` opens one's details. */
export function TemplatesPage() {
  const { streambed } = useApi();
  const { data: parts = NOTHING_KNOWN } = useQuery({
    queryKey: ['server-parts'],
    queryFn: async ({ signal }) =>
      serverParts((await streambed.doctor({ part: 'Services' }, { signal })).checks),
    staleTime: 60_000,
  });
  const { making, error, use } = useTemplate();
  const [parameters, setParameters] = useSearchParams();
  const opened = templates.find(({ id }) => id === parameters.get('template'));
  const open = (id: string | undefined) =>
    setParameters(id === undefined ? {} : { template: id }, { replace: true });
  usePageTitle(templateMessages.title);
  return (
    <div className="sb-page">
      <Header variant="h1" description={templateMessages.lead}>
        {templateMessages.title}
      </Header>
      {error && <ErrorAlert error={error} title={templateMessages.failed} />}
      <ul className="sb-templates">
        {templates
          .filter((template) => isShown(template, parts))
          .map((template) => (
            <TemplateCard
              key={template.id}
              template={template}
              parts={parts}
              isMaking={making === template}
              onUse={() => void use(template)}
              onDetails={() => open(template.id)}
            />
          ))}
      </ul>
      {opened && (
        <TemplateDrawer
          template={opened}
          missing={missingOf(opened, parts)}
          isMaking={making === opened}
          onUse={() => void use(opened)}
          onClose={() => open(undefined)}
        />
      )}
      {making && (
        <div className="sb-visually-hidden" role="status">
          {templateMessages.using}
        </div>
      )}
    </div>
  );
}

interface TemplateCardProps {
  readonly template: Template;
  readonly parts: ServerParts;
  readonly isMaking: boolean;
  onUse(): void;
  onDetails(): void;
}

function TemplateCard({ template, parts, isMaking, onUse, onDetails }: TemplateCardProps) {
  const { id, title, summary, minutes } = template;
  return (
    <li className="sb-template" aria-labelledby={`template-${id}`}>
      <div className="sb-template-picture">
        <Miniature template={template} />
      </div>
      <div className="sb-template-text">
        <h2 id={`template-${id}`}>{title}</h2>
        <p>{summary}</p>
        <div className="sb-template-facts">
          <span title={templateMessages.minutesLabel(minutes)}>{templateMessages.minutes(minutes)}</span>
          <NeedMarks template={template} missing={missingOf(template, parts)} />
        </div>
        <div className="sb-template-actions">
          <Button loading={isMaking} onClick={onUse} ariaLabel={`${templateMessages.use}: ${title}`}>
            {templateMessages.use}
          </Button>
          <Button
            variant="inline-link"
            onClick={onDetails}
            ariaLabel={`${templateMessages.details}: ${title}`}
          >
            {templateMessages.details}
          </Button>
        </div>
      </div>
    </li>
  );
}
