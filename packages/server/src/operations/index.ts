import { applyGuardrail } from './bedrock-runtime/apply-guardrail.ts';
import { converse } from './bedrock-runtime/converse.ts';
import { converseStream } from './bedrock-runtime/converse-stream.ts';
import { countTokens } from './bedrock-runtime/count-tokens.ts';
import { listBedrockTagsForResource } from './bedrock-tags/list-tags-for-resource.ts';
import { tagBedrockResource } from './bedrock-tags/tag-resource.ts';
import { untagBedrockResource } from './bedrock-tags/untag-resource.ts';
import { createDataSource } from './data-sources/create-data-source.ts';
import { deleteDataSource } from './data-sources/delete-data-source.ts';
import { getDataSource } from './data-sources/get-data-source.ts';
import { listDataSources } from './data-sources/list-data-sources.ts';
import { updateDataSource } from './data-sources/update-data-source.ts';
import { doctor } from './doctor/doctor.ts';
import { createFlowAlias } from './flow-aliases/create-flow-alias.ts';
import { deleteFlowAlias } from './flow-aliases/delete-flow-alias.ts';
import { getFlowAlias } from './flow-aliases/get-flow-alias.ts';
import { listFlowAliases } from './flow-aliases/list-flow-aliases.ts';
import { updateFlowAlias } from './flow-aliases/update-flow-alias.ts';
import { createFlowVersion } from './flow-versions/create-flow-version.ts';
import { deleteFlowVersion } from './flow-versions/delete-flow-version.ts';
import { getFlowVersion } from './flow-versions/get-flow-version.ts';
import { listFlowVersions } from './flow-versions/list-flow-versions.ts';
import { createFlow } from './flows/create-flow.ts';
import { deleteFlow } from './flows/delete-flow.ts';
import { getFlow } from './flows/get-flow.ts';
import { getPreparedFlow } from './flows/get-prepared-flow.ts';
import { listFlows } from './flows/list-flows.ts';
import { prepareFlow } from './flows/prepare-flow.ts';
import { updateFlow } from './flows/update-flow.ts';
import { validateFlowDefinition } from './flows/validate-flow-definition.ts';
import { getFoundationModel } from './foundation-models/get-foundation-model.ts';
import { listFoundationModels } from './foundation-models/list-foundation-models.ts';
import { createGuardrail } from './guardrails/create-guardrail.ts';
import { createGuardrailVersion } from './guardrails/create-guardrail-version.ts';
import { deleteGuardrail } from './guardrails/delete-guardrail.ts';
import { getGuardrail } from './guardrails/get-guardrail.ts';
import { listGuardrails } from './guardrails/list-guardrails.ts';
import { updateGuardrail } from './guardrails/update-guardrail.ts';
import { getInferenceProfile } from './inference-profiles/get-inference-profile.ts';
import { listInferenceProfiles } from './inference-profiles/list-inference-profiles.ts';
import { getIngestionJob } from './ingestion-jobs/get-ingestion-job.ts';
import { listIngestionJobs } from './ingestion-jobs/list-ingestion-jobs.ts';
import { startIngestionJob } from './ingestion-jobs/start-ingestion-job.ts';
import { stopIngestionJob } from './ingestion-jobs/stop-ingestion-job.ts';
import { invokeFlow } from './invoke-flow/invoke-flow.ts';
import { invokeModel } from './invoke-model/invoke-model.ts';
import { invokeModelWithResponseStream } from './invoke-model/invoke-model-with-response-stream.ts';
import { deleteKnowledgeBaseDocuments } from './knowledge-base-documents/delete-knowledge-base-documents.ts';
import { getKnowledgeBaseDocuments } from './knowledge-base-documents/get-knowledge-base-documents.ts';
import { ingestKnowledgeBaseDocuments } from './knowledge-base-documents/ingest-knowledge-base-documents.ts';
import { listKnowledgeBaseDocuments } from './knowledge-base-documents/list-knowledge-base-documents.ts';
import { createKnowledgeBase } from './knowledge-bases/create-knowledge-base.ts';
import { deleteKnowledgeBase } from './knowledge-bases/delete-knowledge-base.ts';
import { getKnowledgeBase } from './knowledge-bases/get-knowledge-base.ts';
import { listKnowledgeBases } from './knowledge-bases/list-knowledge-bases.ts';
import { updateKnowledgeBase } from './knowledge-bases/update-knowledge-base.ts';
import { getModelSettings } from './model-settings/get-model-settings.ts';
import { type Operation, operationKey } from './operation.ts';
import { createPrompt } from './prompts/create-prompt.ts';
import { createPromptVersion } from './prompts/create-prompt-version.ts';
import { deletePrompt } from './prompts/delete-prompt.ts';
import { getPrompt } from './prompts/get-prompt.ts';
import { listPrompts } from './prompts/list-prompts.ts';
import { updatePrompt } from './prompts/update-prompt.ts';
import { rerank } from './retrieve/rerank.ts';
import { retrieve } from './retrieve/retrieve.ts';
import { retrieveAndGenerate } from './retrieve/retrieve-and-generate.ts';
import { retrieveAndGenerateStream } from './retrieve/retrieve-and-generate-stream.ts';
import { getRun } from './runs/get-run.ts';
import { getRunEvents } from './runs/get-run-events.ts';
import { listFlowFigures } from './runs/list-flow-figures.ts';
import { listRuns } from './runs/list-runs.ts';
import { startRun } from './runs/start-run.ts';
import { stopRun } from './runs/stop-run.ts';
import { createSession } from './sessions/create-session.ts';
import { createSignInLink } from './sessions/create-sign-in-link.ts';
import { getStudioDocument } from './studio-documents/get-studio-document.ts';
import { putStudioDocument } from './studio-documents/put-studio-document.ts';
import { listTagsForResource } from './tags/list-tags-for-resource.ts';
import { tagResource } from './tags/tag-resource.ts';
import { untagResource } from './tags/untag-resource.ts';

export { serviceExceptionOf, streamExceptionOf } from './fault-exceptions.ts';
export {
  flowAliasArn,
  flowArn,
  guardrailArn,
  promptArn,
  promptReferenceOf,
  TEST_ALIAS_ID,
} from './identifiers.ts';
export type { DataSourceIdentity, KnowledgeBaseWork } from './knowledge-bases/knowledge-base-work.ts';
export {
  type Operation,
  type OperationContext,
  operationKey,
  type ServerFacts,
  type SignIn,
} from './operation.ts';
export { pageTokenKey } from './pagination.ts';
export { parseQuotas, type Quotas } from './quotas.ts';

/** Every operation that Streambed serves, by its operationKey. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [
    createFlow,
    getFlow,
    updateFlow,
    deleteFlow,
    listFlows,
    prepareFlow,
    validateFlowDefinition,
    createFlowVersion,
    getFlowVersion,
    deleteFlowVersion,
    listFlowVersions,
    createFlowAlias,
    getFlowAlias,
    updateFlowAlias,
    deleteFlowAlias,
    listFlowAliases,
    createPrompt,
    getPrompt,
    updatePrompt,
    deletePrompt,
    listPrompts,
    createPromptVersion,
    tagResource,
    untagResource,
    listTagsForResource,
    createGuardrail,
    getGuardrail,
    updateGuardrail,
    deleteGuardrail,
    listGuardrails,
    createGuardrailVersion,
    listFoundationModels,
    getFoundationModel,
    listInferenceProfiles,
    getInferenceProfile,
    tagBedrockResource,
    untagBedrockResource,
    listBedrockTagsForResource,
    createKnowledgeBase,
    deleteKnowledgeBase,
    getKnowledgeBase,
    listKnowledgeBases,
    updateKnowledgeBase,
    createDataSource,
    deleteDataSource,
    getDataSource,
    listDataSources,
    updateDataSource,
    getIngestionJob,
    listIngestionJobs,
    startIngestionJob,
    stopIngestionJob,
    deleteKnowledgeBaseDocuments,
    getKnowledgeBaseDocuments,
    ingestKnowledgeBaseDocuments,
    listKnowledgeBaseDocuments,
    invokeFlow,
    retrieve,
    retrieveAndGenerate,
    retrieveAndGenerateStream,
    rerank,
    converse,
    converseStream,
    invokeModel,
    invokeModelWithResponseStream,
    applyGuardrail,
    countTokens,
    createSession,
    createSignInLink,
    getPreparedFlow,
    getStudioDocument,
    putStudioDocument,
    doctor,
    getModelSettings,
    startRun,
    listRuns,
    listFlowFigures,
    getRun,
    getRunEvents,
    stopRun,
  ].map((value): [string, Operation] => [operationKey(value.service, value.name), value]),
);
