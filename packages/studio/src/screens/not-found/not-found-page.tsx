import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useHref, useLocation, useNavigate } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { shellMessages } from '../../messages/shell.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { useOtherRegion } from '../sign-in/use-other-region.ts';

/** No such page. */
export function NotFoundPage() {
  const { pathname } = useLocation();
  return <Nothing text={shellMessages.notFound.pageText(pathname)} />;
}

/** No such flow here; pages of a flow show it when the server knows none of that id. */
export function FlowNotFound({ flowId }: { readonly flowId: string }) {
  const { region } = useApi();
  return <Nothing text={shellMessages.notFound.flow(flowId, region)} mayBeElsewhere />;
}

/** No such version of a flow here; whether there is the flow, its versions tell. */
export function FlowVersionNotFound({
  flowId,
  version,
}: {
  readonly flowId: string;
  readonly version: string;
}) {
  const { notFound } = shellMessages;
  const wayOut = { to: `/flows/${flowId}/versions`, label: notFound.toVersions };
  return <Nothing text={notFound.flowVersion(flowId, version)} wayOut={wayOut} />;
}

/** No such prompt, or no such version of it, here. */
export function PromptNotFound({
  promptId,
  version,
}: {
  readonly promptId: string;
  readonly version?: string | undefined;
}) {
  const { region } = useApi();
  const { notFound } = shellMessages;
  if (version !== undefined) {
    const wayOut = { to: `/prompts/${promptId}?tab=versions`, label: notFound.toVersions };
    return <Nothing text={notFound.promptVersion(promptId, version)} wayOut={wayOut} />;
  }
  return <Nothing text={shellMessages.notFound.prompt(promptId, region)} mayBeElsewhere />;
}

/** No such run here; the server keeps runs for a while only. */
export function RunNotFound({ runId }: { readonly runId: string }) {
  const { region } = useApi();
  return <Nothing text={shellMessages.notFound.run(runId, region)} mayBeElsewhere />;
}

function Nothing({
  text,
  wayOut = { to: '/flows', label: shellMessages.notFound.toFlows },
  mayBeElsewhere = false,
}: {
  readonly text: string;
  readonly wayOut?: { readonly to: string; readonly label: string };
  readonly mayBeElsewhere?: boolean;
}) {
  const { notFound } = shellMessages;
  const navigate = useNavigate();
  const elsewhere = useOtherRegion();
  const href = useHref(wayOut.to);
  usePageTitle(notFound.page);
  return (
    <div className="sb-page">
      <SpaceBetween size="m">
        <Box variant="h1">{notFound.page}</Box>
        <p className="sb-flat">{text}</p>
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            href={href}
            variant="primary"
            onFollow={(event) => {
              event.preventDefault();
              void navigate(wayOut.to);
            }}
          >
            {wayOut.label}
          </Button>
          {mayBeElsewhere && <Button onClick={() => void elsewhere()}>{notFound.otherRegion}</Button>}
        </SpaceBetween>
      </SpaceBetween>
    </div>
  );
}
