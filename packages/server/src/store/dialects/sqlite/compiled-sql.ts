import type { CompiledMigration } from '../../migrations/migration.ts';
import type { Queries } from '../../repositories/index.ts';

/* Written by write-compiled-sql.ts; never edited by hand. */

export const queries: Queries = {
  flows: {
    get: {
      sql: 'select * from "flow" where ("account_id" = ? and "region" = ? and "id" = ?)',
      slots: 'account_id region id',
    },
    insert: {
      sql: 'insert into "flow" ("account_id", "region", "id", "name", "description", "execution_role_arn", "customer_encryption_key_arn", "definition", "status", "validations", "prepared", "last_version", "created_at", "updated_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      slots:
        'account_id region id name description execution_role_arn customer_encryption_key_arn definition status validations prepared last_version created_at updated_at checksum',
    },
    update: {
      sql: 'update "flow" set "account_id" = ?, "region" = ?, "id" = ?, "name" = ?, "description" = ?, "execution_role_arn" = ?, "customer_encryption_key_arn" = ?, "definition" = ?, "status" = ?, "validations" = ?, "prepared" = ?, "last_version" = ?, "created_at" = ?, "updated_at" = ?, "checksum" = ? where ("account_id" = ? and "region" = ? and "id" = ? and "created_at" = ?)',
      slots:
        'account_id region id name description execution_role_arn customer_encryption_key_arn definition status validations prepared last_version created_at updated_at checksum account_id region id created_at',
    },
    delete: {
      sql: 'delete from "flow" where ("account_id" = ? and "region" = ? and "id" = ?)',
      slots: 'account_id region id',
    },
    aliasIds: {
      sql: 'select "id" from "flow_alias" where ("account_id" = ? and "region" = ? and "flow_id" = ?)',
      slots: 'account_id region flow_id',
    },
    firstPage: {
      sql: 'select * from "flow" where ("account_id" = ? and "region" = ?) order by "created_at" desc, "id" desc limit ?',
      slots: 'account_id region limit',
    },
    nextPage: {
      sql: 'select * from "flow" where ("account_id" = ? and "region" = ?) and ("created_at", "id") < (?, ?) order by "created_at" desc, "id" desc limit ?',
      slots: 'account_id region after_time after_id limit',
    },
    count: {
      sql: 'select count(*) as "count" from "flow" where ("account_id" = ? and "region" = ?)',
      slots: 'account_id region',
    },
  },
  flowVersions: {
    get: {
      sql: 'select * from "flow_version" where ("account_id" = ? and "region" = ? and "flow_id" = ? and "version" = ?)',
      slots: 'account_id region flow_id version',
    },
    insert: {
      sql: 'insert into "flow_version" ("account_id", "region", "flow_id", "version", "name", "description", "execution_role_arn", "customer_encryption_key_arn", "definition", "status", "created_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      slots:
        'account_id region flow_id version name description execution_role_arn customer_encryption_key_arn definition status created_at checksum',
    },
    delete: {
      sql: 'delete from "flow_version" where ("account_id" = ? and "region" = ? and "flow_id" = ? and "version" = ?)',
      slots: 'account_id region flow_id version',
    },
    firstPage: {
      sql: 'select * from "flow_version" where ("account_id" = ? and "region" = ? and "flow_id" = ?) order by "version" desc limit ?',
      slots: 'account_id region flow_id limit',
    },
    nextPage: {
      sql: 'select * from "flow_version" where ("account_id" = ? and "region" = ? and "flow_id" = ?) and "version" < ? order by "version" desc limit ?',
      slots: 'account_id region flow_id after_version limit',
    },
    count: {
      sql: 'select count(*) as "count" from "flow_version" where ("account_id" = ? and "region" = ? and "flow_id" = ?)',
      slots: 'account_id region flow_id',
    },
  },
  flowAliases: {
    get: {
      sql: 'select * from "flow_alias" where ("account_id" = ? and "region" = ? and "flow_id" = ?) and "id" = ?',
      slots: 'account_id region flow_id id',
    },
    insert: {
      sql: 'insert into "flow_alias" ("account_id", "region", "flow_id", "id", "name", "description", "routing_configuration", "concurrency_configuration", "created_at", "updated_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      slots:
        'account_id region flow_id id name description routing_configuration concurrency_configuration created_at updated_at checksum',
    },
    update: {
      sql: 'update "flow_alias" set "account_id" = ?, "region" = ?, "flow_id" = ?, "id" = ?, "name" = ?, "description" = ?, "routing_configuration" = ?, "concurrency_configuration" = ?, "created_at" = ?, "updated_at" = ?, "checksum" = ? where ("account_id" = ? and "region" = ? and "flow_id" = ? and "id" = ? and "created_at" = ?)',
      slots:
        'account_id region flow_id id name description routing_configuration concurrency_configuration created_at updated_at checksum account_id region flow_id id created_at',
    },
    delete: {
      sql: 'delete from "flow_alias" where ("account_id" = ? and "region" = ? and "flow_id" = ? and "id" = ?)',
      slots: 'account_id region flow_id id',
    },
    all: {
      sql: 'select * from "flow_alias" where ("account_id" = ? and "region" = ? and "flow_id" = ?)',
      slots: 'account_id region flow_id',
    },
    firstPage: {
      sql: 'select *, case when "id" = ? then 0 else 1 end as "rank" from "flow_alias" where ("account_id" = ? and "region" = ? and "flow_id" = ?) order by "rank" desc, "created_at" desc, "id" desc limit ?',
      slots: '="TSTALIASID" account_id region flow_id limit',
    },
    nextPage: {
      sql: 'select *, case when "id" = ? then 0 else 1 end as "rank" from "flow_alias" where ("account_id" = ? and "region" = ? and "flow_id" = ?) and (case when "id" = ? then 0 else 1 end, "created_at", "id") < (?, ?, ?) order by "rank" desc, "created_at" desc, "id" desc limit ?',
      slots: '="TSTALIASID" account_id region flow_id ="TSTALIASID" after_rank after_time after_id limit',
    },
    count: {
      sql: 'select count(*) as "count" from "flow_alias" where ("account_id" = ? and "region" = ? and "flow_id" = ?)',
      slots: 'account_id region flow_id',
    },
  },
  prompts: {
    get: {
      sql: 'select * from "prompt" where ("account_id" = ? and "region" = ? and "id" = ? and "version" = ?)',
      slots: 'account_id region id version',
    },
    insert: {
      sql: 'insert into "prompt" ("account_id", "region", "id", "version", "name", "description", "customer_encryption_key_arn", "default_variant", "variants", "last_version", "created_at", "updated_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      slots:
        'account_id region id version name description customer_encryption_key_arn default_variant variants last_version created_at updated_at checksum',
    },
    update: {
      sql: 'update "prompt" set "account_id" = ?, "region" = ?, "id" = ?, "version" = ?, "name" = ?, "description" = ?, "customer_encryption_key_arn" = ?, "default_variant" = ?, "variants" = ?, "last_version" = ?, "created_at" = ?, "updated_at" = ?, "checksum" = ? where ("account_id" = ? and "region" = ? and "id" = ? and "version" = ? and "created_at" = ?)',
      slots:
        'account_id region id version name description customer_encryption_key_arn default_variant variants last_version created_at updated_at checksum account_id region id version created_at',
    },
    delete: {
      sql: 'delete from "prompt" where ("account_id" = ? and "region" = ? and "id" = ? and "version" = ?)',
      slots: 'account_id region id version',
    },
    firstDrafts: {
      sql: 'select * from "prompt" where ("account_id" = ? and "region" = ?) and "version" = ? order by "created_at" desc, "id" desc limit ?',
      slots: 'account_id region =0 limit',
    },
    nextDrafts: {
      sql: 'select * from "prompt" where ("account_id" = ? and "region" = ?) and "version" = ? and ("created_at", "id") < (?, ?) order by "created_at" desc, "id" desc limit ?',
      slots: 'account_id region =0 after_time after_id limit',
    },
    firstVersions: {
      sql: 'select *, case when "version" = ? then 9007199254740991 else "version" end as "rank" from "prompt" where ("account_id" = ? and "region" = ? and "id" = ?) order by "rank" desc limit ?',
      slots: '=0 account_id region id limit',
    },
    nextVersions: {
      sql: 'select *, case when "version" = ? then 9007199254740991 else "version" end as "rank" from "prompt" where ("account_id" = ? and "region" = ? and "id" = ?) and "version" < ? and "version" <> ? order by "rank" desc limit ?',
      slots: '=0 account_id region id after_version =0 limit',
    },
    countDrafts: {
      sql: 'select count(*) as "count" from "prompt" where ("account_id" = ? and "region" = ?) and "version" = ?',
      slots: 'account_id region =0',
    },
    countVersions: {
      sql: 'select count(*) as "count" from "prompt" where ("account_id" = ? and "region" = ? and "id" = ?) and "version" <> ?',
      slots: 'account_id region id =0',
    },
    versions: {
      sql: 'select "version" from "prompt" where ("account_id" = ? and "region" = ? and "id" = ?)',
      slots: 'account_id region id',
    },
  },
  guardrails: {
    get: {
      sql: 'select * from "guardrail" where ("account_id" = ? and "region" = ? and "id" = ? and "version" = ?)',
      slots: 'account_id region id version',
    },
    insert: {
      sql: 'insert into "guardrail" ("account_id", "region", "id", "version", "name", "description", "policies", "blocked_input_messaging", "blocked_outputs_messaging", "kms_key_arn", "status", "last_version", "created_at", "updated_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      slots:
        'account_id region id version name description policies blocked_input_messaging blocked_outputs_messaging kms_key_arn status last_version created_at updated_at checksum',
    },
    update: {
      sql: 'update "guardrail" set "account_id" = ?, "region" = ?, "id" = ?, "version" = ?, "name" = ?, "description" = ?, "policies" = ?, "blocked_input_messaging" = ?, "blocked_outputs_messaging" = ?, "kms_key_arn" = ?, "status" = ?, "last_version" = ?, "created_at" = ?, "updated_at" = ?, "checksum" = ? where ("account_id" = ? and "region" = ? and "id" = ? and "version" = ? and "created_at" = ?)',
      slots:
        'account_id region id version name description policies blocked_input_messaging blocked_outputs_messaging kms_key_arn status last_version created_at updated_at checksum account_id region id version created_at',
    },
    delete: {
      sql: 'delete from "guardrail" where ("account_id" = ? and "region" = ? and "id" = ? and "version" = ?)',
      slots: 'account_id region id version',
    },
    firstDrafts: {
      sql: 'select * from "guardrail" where ("account_id" = ? and "region" = ?) and "version" = ? order by "created_at" desc, "id" desc limit ?',
      slots: 'account_id region =0 limit',
    },
    nextDrafts: {
      sql: 'select * from "guardrail" where ("account_id" = ? and "region" = ?) and "version" = ? and ("created_at", "id") < (?, ?) order by "created_at" desc, "id" desc limit ?',
      slots: 'account_id region =0 after_time after_id limit',
    },
    firstVersions: {
      sql: 'select *, case when "version" = ? then 9007199254740991 else "version" end as "rank" from "guardrail" where ("account_id" = ? and "region" = ? and "id" = ?) order by "rank" desc limit ?',
      slots: '=0 account_id region id limit',
    },
    nextVersions: {
      sql: 'select *, case when "version" = ? then 9007199254740991 else "version" end as "rank" from "guardrail" where ("account_id" = ? and "region" = ? and "id" = ?) and "version" < ? and "version" <> ? order by "rank" desc limit ?',
      slots: '=0 account_id region id after_version =0 limit',
    },
    countDrafts: {
      sql: 'select count(*) as "count" from "guardrail" where ("account_id" = ? and "region" = ?) and "version" = ?',
      slots: 'account_id region =0',
    },
    countVersions: {
      sql: 'select count(*) as "count" from "guardrail" where ("account_id" = ? and "region" = ? and "id" = ?) and "version" <> ?',
      slots: 'account_id region id =0',
    },
    deleteAll: {
      sql: 'delete from "guardrail" where ("account_id" = ? and "region" = ? and "id" = ?)',
      slots: 'account_id region id',
    },
    named: {
      sql: 'select "id" from "guardrail" where ("account_id" = ? and "region" = ? and "name" = ?) and "version" = ?',
      slots: 'account_id region name =0',
    },
  },
  tags: {
    get: {
      sql: 'select * from "tag" where ("account_id" = ? and "region" = ? and "resource_arn" = ?) order by "key"',
      slots: 'account_id region resource_arn',
    },
    put: {
      sql: 'insert into "tag" ("account_id", "region", "resource_arn", "key", "value", "resource", "checksum") values (?, ?, ?, ?, ?, ?, ?) on conflict ("account_id", "region", "resource_arn", "key") do update set "value" = ?, "resource" = ?, "checksum" = ?',
      slots: 'account_id region resource_arn key value resource checksum value resource checksum',
    },
    remove: {
      sql: 'delete from "tag" where ("account_id" = ? and "region" = ? and "resource_arn" = ? and "key" = ?)',
      slots: 'account_id region resource_arn key',
    },
    removeAll: {
      sql: 'delete from "tag" where ("account_id" = ? and "region" = ? and "resource_arn" = ?)',
      slots: 'account_id region resource_arn',
    },
    removeOfResource: {
      sql: 'delete from "tag" where ("account_id" = ? and "region" = ? and "resource" = ?)',
      slots: 'account_id region resource',
    },
  },
  clientTokens: {
    get: {
      sql: 'select * from "client_token" where ("account_id" = ? and "region" = ? and "operation" = ? and "token" = ?) and "created_at" >= ?',
      slots: 'account_id region operation token not_before',
    },
    insert: {
      sql: 'insert into "client_token" ("account_id", "region", "operation", "token", "request_digest", "response", "created_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?) on conflict ("account_id", "region", "operation", "token") do update set "request_digest" = ?, "response" = ?, "created_at" = ?, "checksum" = ? where "client_token"."created_at" < ?',
      slots:
        'account_id region operation token request_digest response created_at checksum request_digest response created_at checksum expired',
    },
    deleteOlderThan: { sql: 'delete from "client_token" where "created_at" < ?', slots: 'time' },
  },
  studioSessions: {
    livingAt: { sql: 'select * from "studio_session" where "expires_at" > ?', slots: 'time' },
    insert: {
      sql: 'insert into "studio_session" ("account_id", "region", "id", "token_digest", "principal_arn", "created_at", "expires_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?)',
      slots: 'account_id region id token_digest principal_arn created_at expires_at checksum',
    },
    delete: {
      sql: 'delete from "studio_session" where ("account_id" = ? and "region" = ? and "id" = ?)',
      slots: 'account_id region id',
    },
    deleteExpired: { sql: 'delete from "studio_session" where "expires_at" <= ?', slots: 'time' },
  },
  studioDocuments: {
    get: {
      sql: 'select * from "studio_document" where ("account_id" = ? and "region" = ? and "flow_id" = ?)',
      slots: 'account_id region flow_id',
    },
    put: {
      sql: 'insert into "studio_document" ("account_id", "region", "flow_id", "content", "revision", "updated_at", "checksum") values (?, ?, ?, ?, ?, ?, ?) on conflict ("account_id", "region", "flow_id") do update set "content" = ?, "revision" = ?, "updated_at" = ?, "checksum" = ?',
      slots:
        'account_id region flow_id content revision updated_at checksum content revision updated_at checksum',
    },
  },
  runs: {
    get: {
      sql: 'select * from "run" where ("account_id" = ? and "region" = ? and "id" = ?)',
      slots: 'account_id region id',
    },
    insert: {
      sql: 'insert into "run" ("account_id", "region", "id", "flow_id", "flow_alias_id", "flow_version", "kind", "mode", "node", "parent_run_id", "status", "started_at", "ended_at", "duration_us", "node_runs", "iterations", "input_tokens", "output_tokens", "nano_usd", "has_unpriced_calls", "fault", "error_kind", "error_node", "reason", "principal_arn", "recording", "execution_id", "pin_count", "event_count", "events_left_out", "stored_size", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      slots:
        'account_id region id flow_id flow_alias_id flow_version kind mode node parent_run_id status started_at ended_at duration_us node_runs iterations input_tokens output_tokens nano_usd has_unpriced_calls fault error_kind error_node reason principal_arn recording execution_id pin_count event_count events_left_out stored_size checksum',
    },
    update: {
      sql: 'update "run" set "account_id" = ?, "region" = ?, "id" = ?, "flow_id" = ?, "flow_alias_id" = ?, "flow_version" = ?, "kind" = ?, "mode" = ?, "node" = ?, "parent_run_id" = ?, "status" = ?, "started_at" = ?, "ended_at" = ?, "duration_us" = ?, "node_runs" = ?, "iterations" = ?, "input_tokens" = ?, "output_tokens" = ?, "nano_usd" = ?, "has_unpriced_calls" = ?, "fault" = ?, "error_kind" = ?, "error_node" = ?, "reason" = ?, "principal_arn" = ?, "recording" = ?, "execution_id" = ?, "pin_count" = ?, "event_count" = ?, "events_left_out" = ?, "stored_size" = ?, "checksum" = ? where ("account_id" = ? and "region" = ? and "id" = ? and "started_at" = ?)',
      slots:
        'account_id region id flow_id flow_alias_id flow_version kind mode node parent_run_id status started_at ended_at duration_us node_runs iterations input_tokens output_tokens nano_usd has_unpriced_calls fault error_kind error_node reason principal_arn recording execution_id pin_count event_count events_left_out stored_size checksum account_id region id started_at',
    },
    firstPage: {
      sql: 'select * from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_alias_id" = ?) and (? is null or "flow_version" = ?) and (? is null or "status" = ?) and (? is null or "kind" = ?) and (? is null or "error_kind" = ?) and (? is null or "principal_arn" = ?) and (? is null or "duration_us" >= ?) and (? is null or "node" = ? or "error_node" = ?) order by "started_at" desc, "id" desc limit ?',
      slots:
        'account_id region from before flow_alias_id flow_alias_id flow_version flow_version status status kind kind error_kind error_kind principal_arn principal_arn min_duration_us min_duration_us node node node limit',
    },
    nextPage: {
      sql: 'select * from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_alias_id" = ?) and (? is null or "flow_version" = ?) and (? is null or "status" = ?) and (? is null or "kind" = ?) and (? is null or "error_kind" = ?) and (? is null or "principal_arn" = ?) and (? is null or "duration_us" >= ?) and (? is null or "node" = ? or "error_node" = ?) and ("started_at", "id") < (?, ?) order by "started_at" desc, "id" desc limit ?',
      slots:
        'account_id region from before flow_alias_id flow_alias_id flow_version flow_version status status kind kind error_kind error_kind principal_arn principal_arn min_duration_us min_duration_us node node node after_time after_id limit',
    },
    firstPageOfFlow: {
      sql: 'select * from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_alias_id" = ?) and (? is null or "flow_version" = ?) and (? is null or "status" = ?) and (? is null or "kind" = ?) and (? is null or "error_kind" = ?) and (? is null or "principal_arn" = ?) and (? is null or "duration_us" >= ?) and (? is null or "node" = ? or "error_node" = ?) and "flow_id" = ? order by "started_at" desc, "id" desc limit ?',
      slots:
        'account_id region from before flow_alias_id flow_alias_id flow_version flow_version status status kind kind error_kind error_kind principal_arn principal_arn min_duration_us min_duration_us node node node flow_id limit',
    },
    nextPageOfFlow: {
      sql: 'select * from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_alias_id" = ?) and (? is null or "flow_version" = ?) and (? is null or "status" = ?) and (? is null or "kind" = ?) and (? is null or "error_kind" = ?) and (? is null or "principal_arn" = ?) and (? is null or "duration_us" >= ?) and (? is null or "node" = ? or "error_node" = ?) and "flow_id" = ? and ("started_at", "id") < (?, ?) order by "started_at" desc, "id" desc limit ?',
      slots:
        'account_id region from before flow_alias_id flow_alias_id flow_version flow_version status status kind kind error_kind error_kind principal_arn principal_arn min_duration_us min_duration_us node node node flow_id after_time after_id limit',
    },
    material: {
      sql: 'select * from "run_material" where ("account_id" = ? and "region" = ? and "run_id" = ?)',
      slots: 'account_id region run_id',
    },
    insertMaterial: {
      sql: 'insert into "run_material" ("account_id", "region", "run_id", "content", "checksum") values (?, ?, ?, ?, ?)',
      slots: 'account_id region run_id content checksum',
    },
    events: {
      sql: 'select * from "run_events" where ("account_id" = ? and "region" = ? and "run_id" = ?) and "last_number" > ? order by "first_number" limit ?',
      slots: 'account_id region run_id after limit',
    },
    insertEvents: {
      sql: 'insert into "run_events" ("account_id", "region", "run_id", "first_number", "last_number", "content", "checksum") values (?, ?, ?, ?, ?, ?, ?)',
      slots: 'account_id region run_id first_number last_number content checksum',
    },
    deleteMaterial: {
      sql: 'delete from "run_material" where ("account_id" = ? and "region" = ? and "run_id" = ?)',
      slots: 'account_id region run_id',
    },
    deleteEvents: {
      sql: 'delete from "run_events" where ("account_id" = ? and "region" = ? and "run_id" = ?)',
      slots: 'account_id region run_id',
    },
    oldestWithValues: {
      sql: 'select "id" from "run" where ("account_id" = ? and "region" = ?) and "ended_at" is not null and "stored_size" > 0 order by "started_at", "id" limit ?',
      slots: 'account_id region limit',
    },
    deleteOldest: {
      sql: 'delete from "run" where ("account_id" = ? and "region" = ?) and "id" in (select "id" from "run" where ("account_id" = ? and "region" = ?) and "ended_at" is not null and "started_at" < ? order by "started_at", "id" limit ?)',
      slots: 'account_id region account_id region started_before limit',
    },
    counts: {
      sql: 'select "account_id", "region", count(*) as "runs" from "run" group by "account_id", "region"',
      slots: '',
    },
    values: {
      sql: 'select "account_id", "region", count(*) as "runs", sum("stored_size") as "size" from "run" where "stored_size" > 0 group by "account_id", "region"',
      slots: '',
    },
    underWay: { sql: 'select * from "run" where "ended_at" is null', slots: '' },
  },
  runFigures: {
    flowTotals: {
      sql: 'select "flow_id", count(*) as "runs", count("error_kind") as "failed", sum("nano_usd") as "nano_usd", max("started_at") as "last_run_at" from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_id" = ?) group by "flow_id"',
      slots: 'account_id region from before flow_id flow_id',
    },
    flowMedians: {
      sql: 'select "flow_id", "duration_us" from (select "flow_id", "duration_us", row_number() over(partition by "flow_id" order by "duration_us") as "place", count(*) over(partition by "flow_id") as "total" from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_id" = ?) and "status" = ? and "kind" <> ?) as "ranked" where "place" = ("total" + 1) / 2',
      slots: 'account_id region from before flow_id flow_id ="Succeeded" ="Partial"',
    },
    flowBuckets: {
      sql: 'select "flow_id", "started_at" - (("started_at" - ?) % ?) as "started", count(*) as "runs", count("error_kind") as "failed" from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_id" = ?) group by "flow_id", "started"',
      slots: 'from width account_id region from before flow_id flow_id',
    },
    versionTotals: {
      sql: 'select "flow_id", "flow_version", count(*) as "runs", count("error_kind") as "failed", sum("nano_usd") as "nano_usd", max("started_at") as "last_run_at" from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_id" = ?) and "flow_version" is not null group by "flow_id", "flow_version"',
      slots: 'account_id region from before flow_id flow_id',
    },
    versionMedians: {
      sql: 'select "flow_id", "flow_version", "duration_us" from (select "flow_id", "flow_version", "duration_us", row_number() over(partition by "flow_id", "flow_version" order by "duration_us") as "place", count(*) over(partition by "flow_id", "flow_version") as "total" from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_id" = ?) and "flow_version" is not null and "status" = ? and "kind" <> ?) as "ranked" where "place" = ("total" + 1) / 2',
      slots: 'account_id region from before flow_id flow_id ="Succeeded" ="Partial"',
    },
    versionBuckets: {
      sql: 'select "flow_id", "flow_version", "started_at" - (("started_at" - ?) % ?) as "started", count(*) as "runs", count("error_kind") as "failed" from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_id" = ?) and "flow_version" is not null group by "flow_id", "flow_version", "started"',
      slots: 'from width account_id region from before flow_id flow_id',
    },
    aliasTotals: {
      sql: 'select "flow_id", "flow_alias_id", count(*) as "runs", count("error_kind") as "failed", sum("nano_usd") as "nano_usd", max("started_at") as "last_run_at" from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_id" = ?) and "flow_alias_id" is not null group by "flow_id", "flow_alias_id"',
      slots: 'account_id region from before flow_id flow_id',
    },
    aliasMedians: {
      sql: 'select "flow_id", "flow_alias_id", "duration_us" from (select "flow_id", "flow_alias_id", "duration_us", row_number() over(partition by "flow_id", "flow_alias_id" order by "duration_us") as "place", count(*) over(partition by "flow_id", "flow_alias_id") as "total" from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_id" = ?) and "flow_alias_id" is not null and "status" = ? and "kind" <> ?) as "ranked" where "place" = ("total" + 1) / 2',
      slots: 'account_id region from before flow_id flow_id ="Succeeded" ="Partial"',
    },
    aliasBuckets: {
      sql: 'select "flow_id", "flow_alias_id", "started_at" - (("started_at" - ?) % ?) as "started", count(*) as "runs", count("error_kind") as "failed" from "run" where ("account_id" = ? and "region" = ?) and "started_at" >= ? and "started_at" < ? and (? is null or "flow_id" = ?) and "flow_alias_id" is not null group by "flow_id", "flow_alias_id", "started"',
      slots: 'from width account_id region from before flow_id flow_id',
    },
  },
  knowledgeBases: {
    get: {
      sql: 'select * from "knowledge_base" where ("account_id" = ? and "region" = ? and "id" = ?)',
      slots: 'account_id region id',
    },
    named: {
      sql: 'select "id" from "knowledge_base" where ("account_id" = ? and "region" = ? and "name" = ?)',
      slots: 'account_id region name',
    },
    insert: {
      sql: 'insert into "knowledge_base" ("account_id", "region", "id", "name", "description", "role_arn", "configuration", "storage_configuration", "status", "failure_reasons", "dimensions", "created_at", "updated_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      slots:
        'account_id region id name description role_arn configuration storage_configuration status failure_reasons dimensions created_at updated_at checksum',
    },
    update: {
      sql: 'update "knowledge_base" set "account_id" = ?, "region" = ?, "id" = ?, "name" = ?, "description" = ?, "role_arn" = ?, "configuration" = ?, "storage_configuration" = ?, "status" = ?, "failure_reasons" = ?, "dimensions" = ?, "created_at" = ?, "updated_at" = ?, "checksum" = ? where ("account_id" = ? and "region" = ? and "id" = ? and "created_at" = ?)',
      slots:
        'account_id region id name description role_arn configuration storage_configuration status failure_reasons dimensions created_at updated_at checksum account_id region id created_at',
    },
    delete: {
      sql: 'delete from "knowledge_base" where ("account_id" = ? and "region" = ? and "id" = ?)',
      slots: 'account_id region id',
    },
    children: {
      sql: 'select "id" from "data_source" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?) union all select "document_id" as "id" from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?) limit 1',
      slots: 'account_id region knowledge_base_id account_id region knowledge_base_id',
    },
    firstPage: {
      sql: 'select * from "knowledge_base" where ("account_id" = ? and "region" = ?) order by "created_at" desc, "id" desc limit ?',
      slots: 'account_id region limit',
    },
    nextPage: {
      sql: 'select * from "knowledge_base" where ("account_id" = ? and "region" = ?) and ("created_at", "id") < (?, ?) order by "created_at" desc, "id" desc limit ?',
      slots: 'account_id region after_time after_id limit',
    },
    count: {
      sql: 'select count(*) as "count" from "knowledge_base" where ("account_id" = ? and "region" = ?)',
      slots: 'account_id region',
    },
    beingDeleted: { sql: 'select * from "knowledge_base" where "status" = ?', slots: '="DELETING"' },
  },
  dataSources: {
    get: {
      sql: 'select * from "data_source" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "id" = ?)',
      slots: 'account_id region knowledge_base_id id',
    },
    named: {
      sql: 'select "id" from "data_source" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "name" = ?)',
      slots: 'account_id region knowledge_base_id name',
    },
    insert: {
      sql: 'insert into "data_source" ("account_id", "region", "knowledge_base_id", "id", "name", "description", "configuration", "vector_ingestion_configuration", "encryption_configuration", "data_deletion_policy", "status", "failure_reasons", "created_at", "updated_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      slots:
        'account_id region knowledge_base_id id name description configuration vector_ingestion_configuration encryption_configuration data_deletion_policy status failure_reasons created_at updated_at checksum',
    },
    update: {
      sql: 'update "data_source" set "account_id" = ?, "region" = ?, "knowledge_base_id" = ?, "id" = ?, "name" = ?, "description" = ?, "configuration" = ?, "vector_ingestion_configuration" = ?, "encryption_configuration" = ?, "data_deletion_policy" = ?, "status" = ?, "failure_reasons" = ?, "created_at" = ?, "updated_at" = ?, "checksum" = ? where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "id" = ? and "created_at" = ?)',
      slots:
        'account_id region knowledge_base_id id name description configuration vector_ingestion_configuration encryption_configuration data_deletion_policy status failure_reasons created_at updated_at checksum account_id region knowledge_base_id id created_at',
    },
    delete: {
      sql: 'delete from "data_source" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "id" = ?)',
      slots: 'account_id region knowledge_base_id id',
    },
    children: {
      sql: 'select "document_id" from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) limit 1',
      slots: 'account_id region knowledge_base_id data_source_id',
    },
    firstPage: {
      sql: 'select * from "data_source" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?) order by "created_at" desc, "id" desc limit ?',
      slots: 'account_id region knowledge_base_id limit',
    },
    nextPage: {
      sql: 'select * from "data_source" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?) and ("created_at", "id") < (?, ?) order by "created_at" desc, "id" desc limit ?',
      slots: 'account_id region knowledge_base_id after_time after_id limit',
    },
    count: {
      sql: 'select count(*) as "count" from "data_source" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?)',
      slots: 'account_id region knowledge_base_id',
    },
    beingDeleted: { sql: 'select * from "data_source" where "status" = ?', slots: '="DELETING"' },
  },
  ingestionJobs: {
    get: {
      sql: 'select * from "ingestion_job" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "id" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id id',
    },
    insert: {
      sql: 'insert into "ingestion_job" ("account_id", "region", "knowledge_base_id", "data_source_id", "id", "description", "status", "statistics", "failure_reasons", "started_at", "updated_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      slots:
        'account_id region knowledge_base_id data_source_id id description status statistics failure_reasons started_at updated_at checksum',
    },
    update: {
      sql: 'update "ingestion_job" set "account_id" = ?, "region" = ?, "knowledge_base_id" = ?, "data_source_id" = ?, "id" = ?, "description" = ?, "status" = ?, "statistics" = ?, "failure_reasons" = ?, "started_at" = ?, "updated_at" = ?, "checksum" = ? where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "id" = ? and "started_at" = ?)',
      slots:
        'account_id region knowledge_base_id data_source_id id description status statistics failure_reasons started_at updated_at checksum account_id region knowledge_base_id data_source_id id started_at',
    },
    firstByStartAscending: {
      sql: 'select * from "ingestion_job" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) and "status" in (?, ?, ?, ?, ?, ?) order by "started_at" asc, "id" asc limit ?',
      slots:
        'account_id region knowledge_base_id data_source_id status_0 status_1 status_2 status_3 status_4 status_5 limit',
    },
    nextByStartAscending: {
      sql: 'select * from "ingestion_job" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) and "status" in (?, ?, ?, ?, ?, ?) and ("started_at", "id") > (?, ?) order by "started_at" asc, "id" asc limit ?',
      slots:
        'account_id region knowledge_base_id data_source_id status_0 status_1 status_2 status_3 status_4 status_5 after after_id limit',
    },
    firstByStartDescending: {
      sql: 'select * from "ingestion_job" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) and "status" in (?, ?, ?, ?, ?, ?) order by "started_at" desc, "id" desc limit ?',
      slots:
        'account_id region knowledge_base_id data_source_id status_0 status_1 status_2 status_3 status_4 status_5 limit',
    },
    nextByStartDescending: {
      sql: 'select * from "ingestion_job" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) and "status" in (?, ?, ?, ?, ?, ?) and ("started_at", "id") < (?, ?) order by "started_at" desc, "id" desc limit ?',
      slots:
        'account_id region knowledge_base_id data_source_id status_0 status_1 status_2 status_3 status_4 status_5 after after_id limit',
    },
    firstByStatusAscending: {
      sql: 'select * from "ingestion_job" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) and "status" in (?, ?, ?, ?, ?, ?) order by "status" asc, "id" asc limit ?',
      slots:
        'account_id region knowledge_base_id data_source_id status_0 status_1 status_2 status_3 status_4 status_5 limit',
    },
    nextByStatusAscending: {
      sql: 'select * from "ingestion_job" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) and "status" in (?, ?, ?, ?, ?, ?) and ("status", "id") > (?, ?) order by "status" asc, "id" asc limit ?',
      slots:
        'account_id region knowledge_base_id data_source_id status_0 status_1 status_2 status_3 status_4 status_5 after after_id limit',
    },
    firstByStatusDescending: {
      sql: 'select * from "ingestion_job" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) and "status" in (?, ?, ?, ?, ?, ?) order by "status" desc, "id" desc limit ?',
      slots:
        'account_id region knowledge_base_id data_source_id status_0 status_1 status_2 status_3 status_4 status_5 limit',
    },
    nextByStatusDescending: {
      sql: 'select * from "ingestion_job" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) and "status" in (?, ?, ?, ?, ?, ?) and ("status", "id") < (?, ?) order by "status" desc, "id" desc limit ?',
      slots:
        'account_id region knowledge_base_id data_source_id status_0 status_1 status_2 status_3 status_4 status_5 after after_id limit',
    },
    underWayIn: {
      sql: 'select * from "ingestion_job" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?) and "status" in (?, ?, ?)',
      slots: 'account_id region knowledge_base_id ="STARTING" ="IN_PROGRESS" ="STOPPING"',
    },
    underWay: {
      sql: 'select * from "ingestion_job" where "status" in (?, ?, ?)',
      slots: '="STARTING" ="IN_PROGRESS" ="STOPPING"',
    },
  },
  knowledgeBaseDocuments: {
    get: {
      sql: 'select * from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id',
    },
    put: {
      sql: 'insert into "knowledge_base_document" ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "source_type", "uri", "status", "status_reason", "mime_type", "content_digest", "metadata_digest", "source_tag", "metadata", "generation", "chunk_count", "draft_generation", "draft_digest", "created_at", "updated_at", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id") do update set "source_type" = "excluded"."source_type", "uri" = "excluded"."uri", "status" = "excluded"."status", "status_reason" = "excluded"."status_reason", "mime_type" = "excluded"."mime_type", "content_digest" = "excluded"."content_digest", "metadata_digest" = "excluded"."metadata_digest", "source_tag" = "excluded"."source_tag", "metadata" = "excluded"."metadata", "generation" = "excluded"."generation", "chunk_count" = "excluded"."chunk_count", "draft_generation" = "excluded"."draft_generation", "draft_digest" = "excluded"."draft_digest", "created_at" = "excluded"."created_at", "updated_at" = "excluded"."updated_at", "checksum" = "excluded"."checksum"',
      slots:
        'account_id region knowledge_base_id data_source_id document_id source_type uri status status_reason mime_type content_digest metadata_digest source_tag metadata generation chunk_count draft_generation draft_digest created_at updated_at checksum',
    },
    delete: {
      sql: 'delete from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id',
    },
    inline: {
      sql: 'select * from "knowledge_base_inline" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id',
    },
    insertInline: {
      sql: 'insert into "knowledge_base_inline" ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "content", "checksum") values (?, ?, ?, ?, ?, ?, ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id content checksum',
    },
    deleteInline: {
      sql: 'delete from "knowledge_base_inline" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id',
    },
    idsOfDataSource: {
      sql: 'select "data_source_id", "document_id" from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) limit ?',
      slots: 'account_id region knowledge_base_id data_source_id limit',
    },
    idsOfKnowledgeBase: {
      sql: 'select "data_source_id", "document_id" from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?) limit ?',
      slots: 'account_id region knowledge_base_id limit',
    },
    dataSourcesWithStatus: {
      sql: 'select distinct "account_id", "region", "knowledge_base_id", "data_source_id" from "knowledge_base_document" where "status" = ?',
      slots: 'status',
    },
    dataSource: {
      sql: 'select "id" from "data_source" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?) and "id" = ?',
      slots: 'account_id region knowledge_base_id data_source_id',
    },
    firstPage: {
      sql: 'select * from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) order by "document_id" limit ?',
      slots: 'account_id region knowledge_base_id data_source_id limit',
    },
    nextPage: {
      sql: 'select * from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?) and "document_id" > ? order by "document_id" limit ?',
      slots: 'account_id region knowledge_base_id data_source_id after limit',
    },
    countOfKnowledgeBase: {
      sql: 'select count(*) as "count" from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?)',
      slots: 'account_id region knowledge_base_id',
    },
    countOfDataSource: {
      sql: 'select count(*) as "count" from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id',
    },
    withStatus: {
      sql: 'select * from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "status" = ?) order by "updated_at" limit ?',
      slots: 'account_id region knowledge_base_id data_source_id status limit',
    },
  },
  chunks: {
    insert: {
      sql: 'insert into "chunk" ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "generation", "ordinal", "number", "text", "start", "end", "page", "headings", "parent_ordinal", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "generation", "ordinal") do nothing',
      slots:
        'account_id region knowledge_base_id data_source_id document_id generation ordinal number text start end page headings parent_ordinal checksum',
    },
    insertParent: {
      sql: 'insert into "chunk_parent" ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "generation", "ordinal", "text", "start", "end", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "generation", "ordinal") do nothing',
      slots:
        'account_id region knowledge_base_id data_source_id document_id generation ordinal text start end checksum',
    },
    insertVector: {
      sql: 'insert into "chunk_vector" ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "number", "generation", "metadata", "vector", "checksum") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      slots:
        'account_id region knowledge_base_id data_source_id document_id number generation metadata vector checksum',
    },
    insertGarbage: {
      sql: 'insert into "chunk_garbage" ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "generation", "checksum") values (?, ?, ?, ?, ?, ?, ?) on conflict ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "generation") do nothing',
      slots: 'account_id region knowledge_base_id data_source_id document_id generation checksum',
    },
    highestNumber: { sql: 'select max("number") as "number" from "chunk"', slots: '' },
    document: {
      sql: 'select "document_id" from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id',
    },
    generations: {
      sql: 'select distinct "generation" from "chunk" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id',
    },
    countOfGeneration: {
      sql: 'select count(*) as "count" from "chunk" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ? and "generation" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id generation',
    },
    garbageOfGeneration: {
      sql: 'select "generation" from "chunk_garbage" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ? and "generation" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id generation',
    },
    firstGarbage: { sql: 'select * from "chunk_garbage" limit 1', slots: '' },
    removeGarbage: {
      sql: 'delete from "chunk_garbage" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ? and "generation" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id generation',
    },
    numbersOfGeneration: {
      sql: 'select "number" from "chunk" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ? and "generation" = ?) limit ?',
      slots: 'account_id region knowledge_base_id data_source_id document_id generation limit',
    },
    delete: {
      sql: 'delete from "chunk" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "number" = ?)',
      slots: 'account_id region knowledge_base_id number',
    },
    deleteVector: {
      sql: 'delete from "chunk_vector" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "number" = ?)',
      slots: 'account_id region knowledge_base_id number',
    },
    deleteParents: {
      sql: 'delete from "chunk_parent" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ? and "generation" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id generation',
    },
    ordinals: {
      sql: 'select "ordinal" from "chunk" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ? and "generation" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id generation',
    },
    ofGeneration: {
      sql: 'select * from "chunk" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ? and "generation" = ?) and "ordinal" >= ? order by "ordinal" limit ?',
      slots: 'account_id region knowledge_base_id data_source_id document_id generation ordinal limit',
    },
    parent: {
      sql: 'select * from "chunk_parent" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "data_source_id" = ? and "document_id" = ? and "generation" = ? and "ordinal" = ?)',
      slots: 'account_id region knowledge_base_id data_source_id document_id generation ordinal',
    },
    vector: {
      sql: 'select * from "chunk_vector" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ? and "number" = ?)',
      slots: 'account_id region knowledge_base_id number',
    },
    count: {
      sql: 'select sum("chunk_count") as "count" from "knowledge_base_document" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?)',
      slots: 'account_id region knowledge_base_id',
    },
    numberAfter: {
      sql: 'select "number" from "chunk_vector" where ("account_id" = ? and "region" = ? and "knowledge_base_id" = ?) and "number" > ? order by "number" limit 1 offset ?',
      slots: 'account_id region knowledge_base_id after skipped',
    },
    searchedVectors: {
      sql: 'select "c".* from "chunk_vector" as "c" inner join "knowledge_base_document" as "d" on "d"."account_id" = "c"."account_id" and "d"."region" = "c"."region" and "d"."knowledge_base_id" = "c"."knowledge_base_id" and "d"."data_source_id" = "c"."data_source_id" and "d"."document_id" = "c"."document_id" and "d"."generation" = "c"."generation" where ("c"."account_id" = ? and "c"."region" = ? and "c"."knowledge_base_id" = ?) and "c"."number" > ? order by "c"."number" limit ?',
      slots: 'account_id region knowledge_base_id after limit',
    },
    searchedVectorsOf: {
      sql: 'select "c".* from "chunk_vector" as "c" inner join "knowledge_base_document" as "d" on "d"."account_id" = "c"."account_id" and "d"."region" = "c"."region" and "d"."knowledge_base_id" = "c"."knowledge_base_id" and "d"."data_source_id" = "c"."data_source_id" and "d"."document_id" = "c"."document_id" and "d"."generation" = "c"."generation" where ("c"."account_id" = ? and "c"."region" = ? and "c"."knowledge_base_id" = ?) and "c"."data_source_id" = ? and "c"."document_id" = ? order by "c"."number"',
      slots: 'account_id region knowledge_base_id data_source_id document_id',
    },
    searchedVector: {
      sql: 'select "c".* from "chunk_vector" as "c" inner join "knowledge_base_document" as "d" on "d"."account_id" = "c"."account_id" and "d"."region" = "c"."region" and "d"."knowledge_base_id" = "c"."knowledge_base_id" and "d"."data_source_id" = "c"."data_source_id" and "d"."document_id" = "c"."document_id" and "d"."generation" = "c"."generation" where ("c"."account_id" = ? and "c"."region" = ? and "c"."knowledge_base_id" = ?) and "c"."number" = ?',
      slots: 'account_id region knowledge_base_id number',
    },
    searchedPassage: {
      sql: 'select "c".* from "chunk" as "c" inner join "knowledge_base_document" as "d" on "d"."account_id" = "c"."account_id" and "d"."region" = "c"."region" and "d"."knowledge_base_id" = "c"."knowledge_base_id" and "d"."data_source_id" = "c"."data_source_id" and "d"."document_id" = "c"."document_id" and "d"."generation" = "c"."generation" where ("c"."account_id" = ? and "c"."region" = ? and "c"."knowledge_base_id" = ?) and "c"."number" = ?',
      slots: 'account_id region knowledge_base_id number',
    },
  },
  search: {
    addWords: { sql: 'insert into "chunk_words" (rowid, "words") values (?, ?)', slots: 'number words' },
    removeWords: { sql: 'delete from "chunk_words" where rowid = ?', slots: 'number' },
    matching: {
      sql: 'select "w".rowid as "number", sum(-"w".rank * ("j"."value" ->> 1)) as "score" from json_each(?) as "j" cross join "chunk_words" as "w" where "w"."chunk_words" match ("j"."value" ->> 0) group by "w".rowid order by "score" desc limit ?',
      slots: 'words limit',
    },
    indexed: { sql: 'select "block" from "chunk_words_data" where "id" = 1', slots: '' },
    frequency: {
      sql: 'select count(*) as "count" from (select 1 from "chunk_words" where "chunk_words" match ? limit ?)',
      slots: 'words limit',
    },
    nearest: {
      sql: 'select "v"."number", 1 - vec_distance_cosine("v"."vector", ?) as "similarity" from "chunk_vector" as "v" inner join "knowledge_base_document" as "d" on "d"."account_id" = "v"."account_id" and "d"."region" = "v"."region" and "d"."knowledge_base_id" = "v"."knowledge_base_id" and "d"."data_source_id" = "v"."data_source_id" and "d"."document_id" = "v"."document_id" and "d"."generation" = "v"."generation" where "v"."account_id" = ? and "v"."region" = ? and "v"."knowledge_base_id" = ? and "v"."number" > ? and "v"."number" <= ? and length("v"."vector") = ? order by "similarity" desc limit ?',
      slots: 'vector account_id region knowledge_base_id after through bytes limit',
      needsVectors: true,
    },
  },
};

export const migrations: readonly CompiledMigration[] = [
  {
    number: 1,
    name: 'flows-prompts-tags-tokens',
    statements: [
      'create table "flow" ("account_id" text not null, "region" text not null, "id" text not null, "name" text not null, "description" text, "execution_role_arn" text not null, "customer_encryption_key_arn" text, "definition" text, "status" text not null, "validations" text not null, "prepared" text, "last_version" bigint not null, "created_at" bigint not null, "updated_at" bigint not null, "checksum" bigint not null, constraint "flow_key" primary key ("account_id", "region", "id"))',
      'create index "flow_newest" on "flow" ("account_id", "region", "created_at", "id")',
      'create table "flow_version" ("account_id" text not null, "region" text not null, "flow_id" text not null, "version" bigint not null, "name" text not null, "description" text, "execution_role_arn" text not null, "customer_encryption_key_arn" text, "definition" text not null, "status" text not null, "created_at" bigint not null, "checksum" bigint not null, constraint "flow_version_key" primary key ("account_id", "region", "flow_id", "version"), constraint "flow_version_of_flow" foreign key ("account_id", "region", "flow_id") references "flow" ("account_id", "region", "id") on delete cascade)',
      'create table "flow_alias" ("account_id" text not null, "region" text not null, "flow_id" text not null, "id" text not null, "name" text not null, "description" text, "routing_configuration" text not null, "concurrency_configuration" text, "created_at" bigint not null, "updated_at" bigint not null, "checksum" bigint not null, constraint "flow_alias_key" primary key ("account_id", "region", "flow_id", "id"), constraint "flow_alias_of_flow" foreign key ("account_id", "region", "flow_id") references "flow" ("account_id", "region", "id") on delete cascade)',
      'create table "prompt" ("account_id" text not null, "region" text not null, "id" text not null, "version" bigint not null, "name" text not null, "description" text, "customer_encryption_key_arn" text, "default_variant" text, "variants" text not null, "last_version" bigint not null, "created_at" bigint not null, "updated_at" bigint not null, "checksum" bigint not null, constraint "prompt_key" primary key ("account_id", "region", "id", "version"))',
      'create index "prompt_newest" on "prompt" ("account_id", "region", "version", "created_at", "id")',
      'create table "tag" ("account_id" text not null, "region" text not null, "resource_arn" text not null, "key" text not null, "value" text not null, "resource" text not null, "checksum" bigint not null, constraint "tag_key" primary key ("account_id", "region", "resource_arn", "key"))',
      'create index "tag_of_resource" on "tag" ("account_id", "region", "resource")',
      'create table "client_token" ("account_id" text not null, "region" text not null, "operation" text not null, "token" text not null, "request_digest" text not null, "response" text not null, "created_at" bigint not null, "checksum" bigint not null, constraint "client_token_key" primary key ("account_id", "region", "operation", "token"))',
      'create index "client_token_age" on "client_token" ("created_at")',
    ],
  },
  {
    number: 2,
    name: 'guardrails',
    statements: [
      'create table "guardrail" ("account_id" text not null, "region" text not null, "id" text not null, "version" bigint not null, "name" text not null, "description" text, "policies" text not null, "blocked_input_messaging" text not null, "blocked_outputs_messaging" text not null, "kms_key_arn" text, "status" text not null, "last_version" bigint not null, "created_at" bigint not null, "updated_at" bigint not null, "checksum" bigint not null, constraint "guardrail_key" primary key ("account_id", "region", "id", "version"))',
      'create index "guardrail_newest" on "guardrail" ("account_id", "region", "version", "created_at", "id")',
      'create index "guardrail_named" on "guardrail" ("account_id", "region", "version", "name")',
    ],
  },
  {
    number: 3,
    name: 'studio',
    statements: [
      'create table "studio_session" ("account_id" text not null, "region" text not null, "id" text not null, "token_digest" text not null, "principal_arn" text not null, "created_at" bigint not null, "expires_at" bigint not null, "checksum" bigint not null, constraint "studio_session_key" primary key ("account_id", "region", "id"))',
      'create table "studio_document" ("account_id" text not null, "region" text not null, "flow_id" text not null, "content" text not null, "revision" bigint not null, "updated_at" bigint not null, "checksum" bigint not null, constraint "studio_document_key" primary key ("account_id", "region", "flow_id"), constraint "studio_document_of_flow" foreign key ("account_id", "region", "flow_id") references "flow" ("account_id", "region", "id") on delete cascade)',
    ],
  },
  {
    number: 4,
    name: 'runs',
    statements: [
      'create table "run" ("account_id" text not null, "region" text not null, "id" text not null, "flow_id" text not null, "flow_alias_id" text, "flow_version" text, "kind" text not null, "mode" text not null, "node" text, "parent_run_id" text, "status" text not null, "started_at" bigint not null, "ended_at" bigint, "duration_us" bigint, "node_runs" bigint not null, "iterations" bigint, "input_tokens" bigint, "output_tokens" bigint, "nano_usd" bigint, "has_unpriced_calls" bigint not null, "fault" text, "error_kind" text, "error_node" text, "reason" text, "principal_arn" text, "recording" text not null, "execution_id" text, "pin_count" bigint not null, "event_count" bigint not null, "events_left_out" bigint not null, "stored_size" bigint not null, "checksum" bigint not null, constraint "run_key" primary key ("account_id", "region", "id"))',
      'create index "run_newest" on "run" ("account_id", "region", "started_at", "id")',
      'create index "run_of_flow" on "run" ("account_id", "region", "flow_id", "started_at", "id")',
      'create index "run_with_values" on "run" ("account_id", "region", "started_at", "id", "ended_at", "stored_size") where "stored_size" > 0',
      'create index "run_under_way" on "run" ("account_id", "region", "id") where "ended_at" is null',
      'create table "run_material" ("account_id" text not null, "region" text not null, "run_id" text not null, "content" text not null, "checksum" bigint not null, constraint "run_material_key" primary key ("account_id", "region", "run_id"), constraint "run_material_of_run" foreign key ("account_id", "region", "run_id") references "run" ("account_id", "region", "id") on delete cascade)',
      'create table "run_events" ("account_id" text not null, "region" text not null, "run_id" text not null, "first_number" bigint not null, "last_number" bigint not null, "content" text not null, "checksum" bigint not null, constraint "run_events_key" primary key ("account_id", "region", "run_id", "first_number"), constraint "run_events_of_run" foreign key ("account_id", "region", "run_id") references "run" ("account_id", "region", "id") on delete cascade)',
    ],
  },
  {
    number: 5,
    name: 'knowledge-bases',
    statements: [
      'create table "knowledge_base" ("account_id" text not null, "region" text not null, "id" text not null, "name" text not null, "description" text, "role_arn" text not null, "configuration" text not null, "storage_configuration" text, "status" text not null, "failure_reasons" text not null, "dimensions" bigint, "created_at" bigint not null, "updated_at" bigint not null, "checksum" bigint not null, constraint "knowledge_base_key" primary key ("account_id", "region", "id"))',
      'create index "knowledge_base_newest" on "knowledge_base" ("account_id", "region", "created_at", "id")',
      'create index "knowledge_base_name" on "knowledge_base" ("account_id", "region", "name")',
      'create table "data_source" ("account_id" text not null, "region" text not null, "knowledge_base_id" text not null, "id" text not null, "name" text not null, "description" text, "configuration" text not null, "vector_ingestion_configuration" text, "encryption_configuration" text, "data_deletion_policy" text not null, "status" text not null, "failure_reasons" text not null, "created_at" bigint not null, "updated_at" bigint not null, "checksum" bigint not null, constraint "data_source_key" primary key ("account_id", "region", "knowledge_base_id", "id"), constraint "data_source_of_knowledge_base" foreign key ("account_id", "region", "knowledge_base_id") references "knowledge_base" ("account_id", "region", "id"))',
      'create index "data_source_newest" on "data_source" ("account_id", "region", "knowledge_base_id", "created_at", "id")',
      'create table "ingestion_job" ("account_id" text not null, "region" text not null, "knowledge_base_id" text not null, "data_source_id" text not null, "id" text not null, "description" text, "status" text not null, "statistics" text not null, "failure_reasons" text not null, "started_at" bigint not null, "updated_at" bigint not null, "checksum" bigint not null, constraint "ingestion_job_key" primary key ("account_id", "region", "knowledge_base_id", "data_source_id", "id"), constraint "ingestion_job_of_data_source" foreign key ("account_id", "region", "knowledge_base_id", "data_source_id") references "data_source" ("account_id", "region", "knowledge_base_id", "id") on delete cascade)',
      'create index "ingestion_job_by_start" on "ingestion_job" ("account_id", "region", "knowledge_base_id", "data_source_id", "started_at", "id")',
      'create index "ingestion_job_by_status" on "ingestion_job" ("account_id", "region", "knowledge_base_id", "data_source_id", "status", "id")',
      'create index "ingestion_job_under_way" on "ingestion_job" ("status", "account_id", "region", "knowledge_base_id")',
      'create table "knowledge_base_document" ("account_id" text not null, "region" text not null, "knowledge_base_id" text not null, "data_source_id" text not null, "document_id" text not null, "source_type" text not null, "uri" text, "status" text not null, "status_reason" text, "mime_type" text, "content_digest" text, "metadata_digest" text, "source_tag" text, "metadata" text not null, "generation" bigint not null, "chunk_count" bigint not null, "draft_generation" bigint, "draft_digest" text, "created_at" bigint not null, "updated_at" bigint not null, "checksum" bigint not null, constraint "knowledge_base_document_key" primary key ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id"))',
      'create index "knowledge_base_document_by_status" on "knowledge_base_document" ("status", "account_id", "region", "knowledge_base_id", "data_source_id", "updated_at")',
      'create table "knowledge_base_inline" ("account_id" text not null, "region" text not null, "knowledge_base_id" text not null, "data_source_id" text not null, "document_id" text not null, "content" bytea not null, "checksum" bigint not null, constraint "knowledge_base_inline_key" primary key ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id"), constraint "knowledge_base_inline_of_document" foreign key ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id") references "knowledge_base_document" ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id") on delete cascade)',
      'create table "chunk" ("account_id" text not null, "region" text not null, "knowledge_base_id" text not null, "data_source_id" text not null, "document_id" text not null, "generation" bigint not null, "ordinal" bigint not null, "number" bigint not null, "text" text not null, "start" bigint not null, "end" bigint not null, "page" bigint, "headings" text, "parent_ordinal" bigint, "checksum" bigint not null, constraint "chunk_key" primary key ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "generation", "ordinal"))',
      'create unique index "chunk_number" on "chunk" ("number")',
      'create table "chunk_parent" ("account_id" text not null, "region" text not null, "knowledge_base_id" text not null, "data_source_id" text not null, "document_id" text not null, "generation" bigint not null, "ordinal" bigint not null, "text" text not null, "start" bigint not null, "end" bigint not null, "checksum" bigint not null, constraint "chunk_parent_key" primary key ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "generation", "ordinal"))',
      'create table "chunk_vector" ("account_id" text not null, "region" text not null, "knowledge_base_id" text not null, "data_source_id" text not null, "document_id" text not null, "number" bigint not null, "generation" bigint not null, "metadata" text not null, "vector" bytea not null, "checksum" bigint not null, constraint "chunk_vector_key" primary key ("account_id", "region", "knowledge_base_id", "number"))',
      'create index "chunk_vector_of_document" on "chunk_vector" ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "generation", "number")',
      'create table "chunk_garbage" ("account_id" text not null, "region" text not null, "knowledge_base_id" text not null, "data_source_id" text not null, "document_id" text not null, "generation" bigint not null, "checksum" bigint not null, constraint "chunk_garbage_key" primary key ("account_id", "region", "knowledge_base_id", "data_source_id", "document_id", "generation"))',
      'create virtual table "chunk_words" using fts5("words", content = \'\', contentless_delete = 1, tokenize = "porter unicode61 remove_diacritics 2 categories \'L* N* M* Co\'")',
    ],
  },
];
