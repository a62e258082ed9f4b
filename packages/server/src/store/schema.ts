/**
 * The tables as queries see them; migrations/ makes them. Text is TEXT in both dialects, times (ms since the epoch)
 * and numbers are BIGINT, JSON documents are TEXT. Each row carries a checksum, see sealed-row.ts.
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
