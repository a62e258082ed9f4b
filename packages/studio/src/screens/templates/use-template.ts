import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { type Failed, showToast } from '../../components/index.ts';
import type { StudioContent } from '../../document/index.ts';
import { templateMessages } from '../../messages/templates.ts';
import { createFlow, defaultModel, flowKeys } from '../flows/queries.ts';
import { putKnowledgeBase } from './put-knowledge-base.ts';
import { putSamples } from './put-samples.ts';
import { type Template, withKnowledgeBase, withModel } from './template.ts';

/** What lies beside the definition of a flow made of the template. */
export const studioContentOf = ({ positions, savedInputs }: Template): StudioContent => ({
  version: 1,
  positions,
  savedInputs,
});

export interface TemplateUse {
  /** The template that a flow is being made of. */
  readonly making: Template | undefined;
  readonly error: Failed | undefined;
  use(template: Template): Promise<void>;
}

/** Makes a flow of a template and opens it on Test, with the first saved input filled in. */
export const useTemplate = (): TemplateUse => {
  const api = useApi();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [making, setMaking] = useState<Template>();
  const [error, setError] = useState<Failed>();

  const use = async (template: Template) => {
    if (making) return;
    setMaking(template);
    setError(undefined);
    try {
      let samplesFailure: Error | undefined;
      const base = template.needs.find(({ kind }) => kind === 'knowledgeBase');
      const knowledgeBaseId =
        base?.kind === 'knowledgeBase'
          ? await putKnowledgeBase(api, base).catch((reason: Error) => {
              samplesFailure = reason;
              return undefined;
            })
          : undefined;
      const definition = withModel(template.definition, await defaultModel(api));
      const { id } = await createFlow(api, {
        name: template.flowName,
        description: template.summary,
        definition:
          knowledgeBaseId === undefined ? definition : withKnowledgeBase(definition, knowledgeBaseId),
        studio: studioContentOf(template),
      });
      await putSamples(api.streambed, id, template).catch((reason: Error) => {
        samplesFailure = reason;
      });
      if (samplesFailure)
        showToast(templateMessages.samplesFailed(samplesFailure.message), undefined, 'error');
      void queryClient.invalidateQueries({ queryKey: flowKeys.all });
      const [first] = template.savedInputs;
      await navigate(`/flows/${id}?panel=test${first ? `&input=${encodeURIComponent(first.id)}` : ''}`);
    } catch (reason) {
      setError(reason instanceof Error ? reason : { message: String(reason) });
    } finally {
      setMaking(undefined);
    }
  };
  return { making, error, use };
};
