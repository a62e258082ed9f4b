import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useHref, useLocation, useNavigate } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { shellMessages } from '../../messages/shell.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { useStudio } from '../shell/studio-context.ts';
import { signInAddress } from '../sign-in/addresses.ts';

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

/** No such prompt here. */
export function PromptNotFound({ promptId }: { readonly promptId: string }) {
  const { region } = useApi();
  return <Nothing text={shellMessages.notFound.prompt(promptId, region)} mayBeElsewhere />;
}

/** No such run here; the server keeps runs for a while only. */
export function RunNotFound({ runId }: { readonly runId: string }) {
  const { region } = useApi();
  return <Nothing text={shellMessages.notFound.run(runId, region)} mayBeElsewhere />;
}

function Nothing({
  text,
  mayBeElsewhere = false,
}: {
  readonly text: string;
  readonly mayBeElsewhere?: boolean;
}) {
  const { notFound } = shellMessages;
  const { session } = useStudio();
  const navigate = useNavigate();
  const here = useLocation();
  const flows = useHref('/flows');
  usePageTitle(notFound.page);
  const elsewhere = async () => {
    await session.signOut();
    await navigate(signInAddress(here));
  };
  return (
    <div className="sb-page">
      <SpaceBetween size="m">
        <Box variant="h1">{notFound.page}</Box>
        <p className="sb-flat">{text}</p>
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            href={flows}
            variant="primary"
            onFollow={(event) => {
              event.preventDefault();
              void navigate('/flows');
            }}
          >
            {notFound.toFlows}
          </Button>
          {mayBeElsewhere && <Button onClick={() => void elsewhere()}>{notFound.otherRegion}</Button>}
        </SpaceBetween>
      </SpaceBetween>
    </div>
  );
}
