import type { PromptVariant } from '@streambed/model/bedrock-agent';
import type { Kysely } from 'kysely';
import { compileQuery } from '../query.ts';
import type { PromptRow, Tables } from '../schema.ts';
import { isListOfObjects, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { PromptRecord, PromptRepository, Scope } from '../store.ts';
import { pick, scopeColumns } from './columns.ts';
import {
  DRAFT,
  draftAndVersionQueries,
  type ResourceColumns,
  SqlDraftAndVersionRepository,
} from './drafts-and-versions.ts';
import type { Queries } from './queries.ts';

export const promptTable: SealedTable<PromptRow> = {
  name: 'prompt',
  key: ['account_id', 'region', 'id', 'version'],
  columns: [
    'account_id',
    'region',
    'id',
    'version',
    'name',
    'description',
    'customer_encryption_key_arn',
    'default_variant',
    'variants',
    'last_version',
    'created_at',
    'updated_at',
  ],
};

const toRow = (scope: Scope, prompt: PromptRecord): PromptRow =>
  seal(promptTable, {
    ...scopeColumns(scope),
    id: prompt.id,
    version: prompt.version,
    name: prompt.name,
    description: prompt.description ?? null,
    customer_encryption_key_arn: prompt.customerEncryptionKeyArn ?? null,
    default_variant: prompt.defaultVariant ?? null,
    variants: JSON.stringify(prompt.variants),
    last_version: prompt.lastVersion,
    created_at: prompt.createdAt,
    updated_at: prompt.updatedAt,
  });

/** The record of a row, or CorruptRowError. */
export function toPromptRecord(row: PromptRow): PromptRecord {
  const cells = new SealedRow(promptTable, row);
  const description = cells.optionalText('description');
  const customerEncryptionKeyArn = cells.optionalText('customer_encryption_key_arn');
  const defaultVariant = cells.optionalText('default_variant');
  return {
    id: cells.text('id'),
    version: cells.integer('version'),
    name: cells.text('name'),
    ...(description !== undefined && { description }),
    ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
    ...(defaultVariant !== undefined && { defaultVariant }),
    variants: cells.json<PromptVariant[]>('variants', isListOfObjects),
    lastVersion: cells.integer('last_version'),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  };
}

/** Every statement on prompts, compiled once. */
export function promptQueries(db: Kysely<Tables>) {
  return {
    ...draftAndVersionQueries(db, 'prompt', promptTable),
    versions: compileQuery((p: ResourceColumns) =>
      db
        .selectFrom('prompt')
        .select('version')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id']))),
    ),
  };
}

export class SqlPromptRepository
  extends SqlDraftAndVersionRepository<PromptRow, PromptRecord>
  implements PromptRepository
{
  readonly #queries: Queries['prompts'];
  readonly #deleteTags: Queries['tags']['removeOfResource'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    super(queries.prompts, session, toRow, toPromptRecord);
    this.#queries = queries.prompts;
    this.#deleteTags = queries.tags.removeOfResource;
    this.#session = session;
  }

  async delete(scope: Scope, promptId: string, version: number | undefined): Promise<boolean> {
    const columns = { ...scopeColumns(scope), id: promptId };
    return this.#session.write(async (session) => {
      const versions =
        version === undefined
          ? (await session.all(this.#queries.versions, columns)).map((row) => row.version)
          : [version];
      let deleted = 0;
      for (const each of versions) {
        const gone = await session.run(this.#queries.delete, { ...columns, version: each });
        if (gone === 0) continue;
        deleted += gone;
        const resource = each === DRAFT ? `prompt/${promptId}` : `prompt/${promptId}:${each}`;
        await session.run(this.#deleteTags, { ...scopeColumns(scope), resource });
      }
      return deleted > 0;
    });
  }
}
