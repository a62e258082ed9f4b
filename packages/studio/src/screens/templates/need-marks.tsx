import { StateChip } from '../../components/index.ts';
import { templateMessages } from '../../messages/templates.ts';
import type { Need, Template } from './template.ts';

/** In a word each: that a template runs offline, or what it waits for. */
export function NeedMarks({
  template,
  missing,
}: {
  readonly template: Template;
  readonly missing: readonly Need[];
}) {
  const services = template.needs.filter((need) => need.kind === 'service');
  if (services.length > 0)
    return services.map(({ service }) => (
      <StateChip key={service} tone="ok">
        {templateMessages.needsService[service]}
      </StateChip>
    ));
  const functions = missing.filter((need) => need.kind === 'function');
  if (functions.length > 0)
    return functions.map(({ name }) => (
      <StateChip key={name} tone="warning">
        {templateMessages.needsFunction(name)}
      </StateChip>
    ));
  return (
    <StateChip tone="ok" title={templateMessages.offlineHelp}>
      {templateMessages.offline}
    </StateChip>
  );
}
