import { GetFlowCommand } from '@aws-sdk/client-bedrock-agent';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { useParams } from 'react-router-dom';
import { failureOf, useApi } from '../../api/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import { FlowNotFound } from '../not-found/not-found-page.tsx';
import { FlowBar } from './flow-bar.tsx';
import './flow-frame.css';

/** Puts the bar of its flow above a page about one flow. */
export const inFlowFrame = (
  Page: ComponentType<{ readonly flowId: string; readonly flowName?: string }>,
): ComponentType =>
  function FlowFrame() {
    const api = useApi();
    const { flowId = '' } = useParams();
    const { data, error } = useQuery({
      queryKey: ['flow', flowId],
      queryFn: () => api.bedrockAgent.send(new GetFlowCommand({ flowIdentifier: flowId })),
    });
    if (error && failureOf(error).isNotFound) return <FlowNotFound flowId={flowId} />;
    return (
      <div className="sb-flow-frame">
        <section className="sb-flow-frame-bar" aria-label={editorMessages.regions.bar}>
          <FlowBar flowId={flowId} name={data?.name ?? editorMessages.untitled} />
        </section>
        <div className="sb-flow-frame-page">
          <Page flowId={flowId} {...(data?.name !== undefined && { flowName: data.name })} />
        </div>
      </div>
    );
  };
