/**
 * The tables as queries see them; migrations/ makes them. Text is TEXT in both dialects, times (ms since the epoch)
 * and numbers are BIGINT, JSON documents are TEXT, bytes BLOB or BYTEA. Each row carries a checksum, see sealed-row.ts.
 */
export interface Tables {
  readonly flow: FlowRow;
  readonly flow_version: FlowVersionRow;
  readonly flow_alias: FlowAliasRow;
  readonly prompt: PromptRow;
  readonly guardrail: GuardrailRow;
  readonly tag: TagRow;
  readonly client_token: ClientTokenRow;
  readonly run: RunRow;
  readonly run_material: RunMaterialRow;
  readonly run_events: RunEventsRow;
  readonly studio_session: StudioSessionRow;
  readonly studio_document: StudioDocumentRow;
  readonly knowledge_base: KnowledgeBaseRow;
  readonly data_source: DataSourceRow;
  readonly ingestion_job: IngestionJobRow;
  readonly knowledge_base_document: KnowledgeBaseDocumentRow;
  readonly knowledge_base_inline: KnowledgeBaseInlineRow;
  readonly chunk: ChunkRow;
  readonly chunk_parent: ChunkParentRow;
  readonly chunk_vector: ChunkVectorRow;
  readonly chunk_garbage: ChunkGarbageRow;
}

/** Whose row it is: the first columns of every primary key. */
export interface ScopeColumns {
  readonly account_id: string;
  readonly region: string;
}

interface Sealed {
  readonly checksum: number;
}

export interface FlowRow extends ScopeColumns, Sealed {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly execution_role_arn: string;
  readonly customer_encryption_key_arn: string | null;
  readonly definition: string | null;
  readonly status: string;
  readonly validations: string;
  readonly prepared: string | null;
  readonly last_version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface FlowVersionRow extends ScopeColumns, Sealed {
  readonly flow_id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string | null;
  readonly execution_role_arn: string;
  readonly customer_encryption_key_arn: string | null;
  readonly definition: string;
  readonly status: string;
  readonly created_at: number;
}

export interface FlowAliasRow extends ScopeColumns, Sealed {
  readonly flow_id: string;
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly routing_configuration: string;
  readonly concurrency_configuration: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface PromptRow extends ScopeColumns, Sealed {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string | null;
  readonly customer_encryption_key_arn: string | null;
  readonly default_variant: string | null;
  readonly variants: string;
  readonly last_version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface GuardrailRow extends ScopeColumns, Sealed {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string | null;
  readonly policies: string;
  readonly blocked_input_messaging: string;
  readonly blocked_outputs_messaging: string;
  readonly kms_key_arn: string | null;
  readonly status: string;
  readonly last_version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface TagRow extends ScopeColumns, Sealed {
  readonly resource_arn: string;
  readonly key: string;
  readonly value: string;
  /** The ARN's last part, e.g. `flow/ID/alias/ID`, so that a resource's tags can go with it. */
  readonly resource: string;
}

export interface ClientTokenRow extends ScopeColumns, Sealed {
  readonly operation: string;
  readonly token: string;
  readonly request_digest: string;
  readonly response: string;
  readonly created_at: number;
}

export interface StudioSessionRow extends ScopeColumns, Sealed {
  readonly id: string;
  readonly token_digest: string;
  readonly principal_arn: string;
  readonly created_at: number;
  readonly expires_at: number;
}

export interface StudioDocumentRow extends ScopeColumns, Sealed {
  readonly flow_id: string;
  readonly content: string;
  readonly revision: number;
  readonly updated_at: number;
}

export interface RunRow extends ScopeColumns, Sealed {
  readonly id: string;
  readonly flow_id: string;
  readonly flow_alias_id: string | null;
  readonly flow_version: string | null;
  readonly kind: string;
  readonly mode: string;
  readonly node: string | null;
  readonly parent_run_id: string | null;
  readonly status: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  /** Microseconds. */
  readonly duration_us: number | null;
  readonly node_runs: number;
  readonly iterations: number | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  /** Billionths of a US dollar, so that sums are exact. */
  readonly nano_usd: number | null;
  readonly has_unpriced_calls: number;
  readonly fault: string | null;
  /** Of the fault, for lists that look for it. */
  readonly error_kind: string | null;
  readonly error_node: string | null;
  readonly reason: string | null;
  readonly principal_arn: string | null;
  readonly recording: string;
  readonly execution_id: string | null;
  readonly pin_count: number;
  readonly event_count: number;
  readonly events_left_out: number;
  readonly stored_size: number;
}

export interface RunMaterialRow extends ScopeColumns, Sealed {
  readonly run_id: string;
  readonly content: string;
}

export interface RunEventsRow extends ScopeColumns, Sealed {
  readonly run_id: string;
  readonly first_number: number;
  readonly last_number: number;
  readonly content: string;
}

export interface KnowledgeBaseRow extends ScopeColumns, Sealed {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly role_arn: string;
  readonly configuration: string;
  readonly storage_configuration: string | null;
  readonly status: string;
  readonly failure_reasons: string;
  readonly dimensions: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface DataSourceRow extends ScopeColumns, Sealed {
  readonly knowledge_base_id: string;
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly configuration: string;
  readonly vector_ingestion_configuration: string | null;
  readonly encryption_configuration: string | null;
  readonly data_deletion_policy: string;
  readonly status: string;
  readonly failure_reasons: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface IngestionJobRow extends ScopeColumns, Sealed {
  readonly knowledge_base_id: string;
  readonly data_source_id: string;
  readonly id: string;
  readonly description: string | null;
  readonly status: string;
  readonly statistics: string;
  readonly failure_reasons: string;
  readonly started_at: number;
  readonly updated_at: number;
}

/** Which document of which data source. */
export interface DocumentColumns extends ScopeColumns {
  readonly knowledge_base_id: string;
  readonly data_source_id: string;
  readonly document_id: string;
}

export interface KnowledgeBaseDocumentRow extends DocumentColumns, Sealed {
  readonly source_type: string;
  readonly uri: string | null;
  readonly status: string;
  readonly status_reason: string | null;
  readonly mime_type: string | null;
  readonly content_digest: string | null;
  readonly metadata_digest: string | null;
  readonly source_tag: string | null;
  readonly metadata: string;
  readonly generation: number;
  readonly chunk_count: number;
  readonly draft_generation: number | null;
  readonly draft_digest: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** What was sent with a document and is not read yet; apart, so that lists do not read it. */
export interface KnowledgeBaseInlineRow extends DocumentColumns, Sealed {
  readonly content: Uint8Array;
}

export interface ChunkRow extends DocumentColumns, Sealed {
  readonly generation: number;
  readonly ordinal: number;
  /** What the chunk is called in the two indexes: of its words and of its vector. */
  readonly number: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly page: number | null;
  readonly headings: string | null;
  readonly parent_ordinal: number | null;
}

export interface ChunkParentRow extends DocumentColumns, Sealed {
  readonly generation: number;
  readonly ordinal: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What a search looks at before it reads a text. */
export interface ChunkVectorRow extends DocumentColumns, Sealed {
  readonly number: number;
  readonly generation: number;
  readonly metadata: string;
  readonly vector: Uint8Array;
}

/** A generation that no search can reach any more; its chunks are yet to be freed. */
export interface ChunkGarbageRow extends DocumentColumns, Sealed {
  readonly generation: number;
}
