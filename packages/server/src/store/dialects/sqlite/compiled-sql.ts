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
];
