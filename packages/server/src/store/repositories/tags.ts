import type { Kysely } from 'kysely';
import { compileQuery } from '../query.ts';
import type { ScopeColumns, Tables, TagRow } from '../schema.ts';
import { CorruptRowError, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session, WriteSession } from '../session.ts';
import type { Scope, TagRepository } from '../store.ts';
import { pick, scopeColumns } from './columns.ts';
import type { Queries } from './queries.ts';

export const tagTable: SealedTable<TagRow> = {
  name: 'tag',
  key: ['account_id', 'region', 'resource_arn', 'key'],
  columns: ['account_id', 'region', 'resource_arn', 'key', 'value', 'resource'],
};

/** An alias as the last part of its ARN names it. */
export const flowAliasResource = (flowId: string, aliasId: string): string =>
  `flow/${flowId}/alias/${aliasId}`;

/** `arn:partition:service:region:account:resource` → `resource`; anything else stands for itself. */
function resourceOf(arn: string): string {
  const parts = arn.split(':');
  return parts.length > 5 ? parts.slice(5).join(':') : arn;
}

/** The tag of a row, or CorruptRowError. */
export function toTag(row: TagRow): { readonly key: string; readonly value: string } {
  const cells = new SealedRow(tagTable, row);
  return { key: cells.text('key'), value: cells.text('value') };
}

type ResourceKey = ScopeColumns & { readonly resource_arn: string };

/** Every statement on tags, compiled once. */
export function tagQueries(db: Kysely<Tables>) {
  return {
    get: compileQuery((p: ResourceKey) =>
      db
        .selectFrom('tag')
        .selectAll()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'resource_arn'])))
        .orderBy('key'),
    ),
    put: compileQuery((p: TagRow) =>
      db
        .insertInto('tag')
        .values(pick(p, [...tagTable.columns, 'checksum']))
        .onConflict((conflict) =>
          conflict
            .columns(['account_id', 'region', 'resource_arn', 'key'])
            .doUpdateSet(pick(p, ['value', 'resource', 'checksum'])),
        ),
    ),
    remove: compileQuery((p: ResourceKey & { readonly key: string }) =>
      db.deleteFrom('tag').where((eb) => eb.and(pick(p, ['account_id', 'region', 'resource_arn', 'key']))),
    ),
    removeAll: compileQuery((p: ResourceKey) =>
      db.deleteFrom('tag').where((eb) => eb.and(pick(p, ['account_id', 'region', 'resource_arn']))),
    ),
    removeOfResource: compileQuery((p: ScopeColumns & { readonly resource: string }) =>
      db.deleteFrom('tag').where((eb) => eb.and(pick(p, ['account_id', 'region', 'resource']))),
    ),
  };
}

/** Caches of what an alias serves hold some of its tags. */
const FLOW_ALIAS = /^flow\/([0-9a-zA-Z]{10})\/alias\//;

const tellFlow = (session: WriteSession, scope: Scope, resourceArn: string): void => {
  const flowId = FLOW_ALIAS.exec(resourceOf(resourceArn))?.[1];
  if (flowId !== undefined) session.flowChanged(scope, flowId);
};

export class SqlTagRepository implements TagRepository {
  readonly #queries: Queries['tags'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.tags;
    this.#session = session;
  }

  async get(scope: Scope, resourceArn: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#session.all(this.#queries.get, {
      ...scopeColumns(scope),
      resource_arn: resourceArn,
    });
    const tags = new Map<string, string>();
    for (const row of rows) {
      try {
        const { key, value } = toTag(row);
        tags.set(key, value);
      } catch (error) {
        if (!(error instanceof CorruptRowError)) throw error;
        this.#session.corruptRowFound(error.row);
      }
    }
    return tags;
  }

  async put(scope: Scope, resourceArn: string, tags: ReadonlyMap<string, string>): Promise<void> {
    const resource = { resource_arn: resourceArn, resource: resourceOf(resourceArn) };
    await this.#session.write(async (session) => {
      for (const [key, value] of tags) {
        const row = seal(tagTable, { ...scopeColumns(scope), ...resource, key, value });
        await session.run(this.#queries.put, row);
      }
      tellFlow(session, scope, resourceArn);
    });
  }

  async remove(scope: Scope, resourceArn: string, keys: readonly string[]): Promise<void> {
    await this.#session.write(async (session) => {
      for (const key of keys) {
        await session.run(this.#queries.remove, { ...scopeColumns(scope), resource_arn: resourceArn, key });
      }
      tellFlow(session, scope, resourceArn);
    });
  }

  async removeAll(scope: Scope, resourceArn: string): Promise<void> {
    await this.#session.write(async (session) => {
      await session.run(this.#queries.removeAll, { ...scopeColumns(scope), resource_arn: resourceArn });
      tellFlow(session, scope, resourceArn);
    });
  }
}
