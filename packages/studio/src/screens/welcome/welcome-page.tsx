import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { CopyButton } from '../../components/index.ts';
import { flowMessages } from '../../messages/flows.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { answeringProviders, credentialLines } from './first-steps.ts';
import { useBeginnings } from './use-first-steps.ts';
import { readWelcome, writeWelcome } from './welcome-store.ts';
import './welcome-page.css';

const words = flowMessages.welcome;

/** The first two minutes: a list that ticks itself. Skipped once, it does not come back by itself. */
export function WelcomePage() {
  const { streambed, endpoint, region } = useApi();
  const navigate = useNavigate();
  const { data: settings } = useQuery({
    queryKey: ['model-settings'],
    queryFn: ({ signal }) => streambed.getModelSettings({ signal }),
  });
  const { data: beginnings } = useBeginnings();
  const [hasCopied, setCopied] = useState(() => readWelcome().hasCopied);
  usePageTitle(words.title);

  const providers = settings && answeringProviders(settings);
  const flow = beginnings?.flow;
  const hasRun = beginnings?.hasRun ?? false;
  const lines = credentialLines(endpoint, region);
  const leave = () => {
    writeWelcome({ isSkipped: true });
    void navigate('/flows');
  };
  return (
    <div className="sb-page sb-welcome">
      <Header variant="h1" description={words.lead}>
        {words.title}
      </Header>
      <ol className="sb-steps">
        <Step title={words.models} isDone={providers !== undefined}>
          <p>{modelsText(providers)}</p>
          {providers?.length === 0 && <Link to="/settings/models">{words.connect}</Link>}
        </Step>
        <Step title={words.template} isDone={flow !== undefined}>
          <p>{flow ? words.templateDone(flow.name) : words.templateHelp}</p>
          {!flow && (
            <div className="sb-step-actions">
              <Button variant="primary" onClick={() => void navigate('/templates')}>
                {words.start}
              </Button>
              <Button onClick={() => void navigate('/import')}>{flowMessages.importFlow}</Button>
            </div>
          )}
        </Step>
        <Step title={words.run} isDone={hasRun}>
          <p>{hasRun ? words.runDone : words.runHelp}</p>
          {hasRun && <Link to="/executions">{words.seeRuns}</Link>}
          {!hasRun && flow && <Link to={`/flows/${flow.id}?panel=test`}>{words.openFlow}</Link>}
        </Step>
        <Step title={words.credentials} isDone={hasCopied}>
          <p>{words.credentialsHelp}</p>
          <div className="sb-step-lines">
            <pre className="sb-mono">{lines}</pre>
            <CopyButton
              text={lines}
              what={words.copy}
              onCopied={() => {
                setCopied(true);
                writeWelcome({ hasCopied: true });
              }}
            />
          </div>
        </Step>
      </ol>
      <Button variant="inline-link" onClick={leave}>
        {hasRun ? words.finish : words.skip}
      </Button>
    </div>
  );
}

const modelsText = (providers: readonly string[] | undefined): string => {
  if (!providers) return words.modelsLooking;
  return providers.length === 0 ? words.modelsOffline : words.modelsFound(providers.join(', '));
};

function Step({
  title,
  isDone,
  children,
}: {
  readonly title: string;
  readonly isDone: boolean;
  readonly children: ReactNode;
}) {
  return (
    <li className="sb-step" data-done={isDone}>
      <span className="sb-step-mark" role="img" aria-label={isDone ? words.done : words.open}>
        <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="12" cy="12" r="10.5" />
          {isDone && <path d="m7 12.5 3.5 3.5 7-8" />}
        </svg>
      </span>
      <div className="sb-step-body">
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  );
}
