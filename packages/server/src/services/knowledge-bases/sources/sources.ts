import { type Clock, callerFault, type ServiceCall } from '@streambed/flow/ports';
import type { DataSourceConfiguration } from '@streambed/model/bedrock-agent';
import type {
  DataSourceRecord,
  KnowledgeBaseDocumentRecord,
  KnowledgeBaseDocumentRepository,
  Scope,
} from '../../../store/index.ts';
import { customSource, documentOfSent } from './custom.ts';
import { type ObjectSource, s3Source } from './s3.ts';
import { decodeSent } from './sent-document.ts';
import type { ListSource, SourceDocument } from './source.ts';

/** Where the documents of any data source come from. */
export interface Sources {
  /** What a data source holds. Its promise rejects for a type that is not served here. */
  list(scope: Scope, dataSource: DataSourceRecord): ListSource;
  /** A document that was sent, with what was sent of it (`inline`). */
  sent(
    scope: Scope,
    record: KnowledgeBaseDocumentRecord,
    inline: Uint8Array,
    signal: AbortSignal,
  ): Promise<SourceDocument>;
}

export interface SourcesOptions {
  readonly documents: Pick<KnowledgeBaseDocumentRepository, 'list' | 'get'>;
  readonly objects: ObjectSource;
  /** A way out for addresses that come from users: Outbound, `publicOnly`. */
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

export const createSources = ({ documents, objects, fetch, clock }: SourcesOptions): Sources => ({
  list(scope, dataSource) {
    const call = callOf(scope, dataSource.id);
    const { dataSourceConfiguration, knowledgeBaseId, id } = dataSource;
    const { type, s3Configuration, webConfiguration } = dataSourceConfiguration;
    if (type === 'S3' && s3Configuration) return s3Source({ objects, configuration: s3Configuration, call });
    if (type === 'WEB' && webConfiguration)
      return webSourceWhenAsked({ configuration: webConfiguration, fetch, clock });
    if (type === 'CUSTOM')
      return customSource({
        documents,
        scope,
        dataSource: { knowledgeBaseId, dataSourceId: id },
        objects,
        call,
      });
    return () => Promise.reject(notServed(dataSourceConfiguration));
  },
  sent: async (scope, record, inline, signal) =>
    documentOfSent(record, decodeSent(inline), objects, { ...callOf(scope, record.dataSourceId), signal }),
});

/** The crawler is loaded when the first page is to be read. */
const webSourceWhenAsked =
  (options: Parameters<typeof import('./web/web.ts').webSource>[0]): ListSource =>
  async (signal) => {
    const { webSource } = await import('./web/web.ts');
    return webSource(options)(signal);
  };

const callOf = ({ accountId, region }: Scope, dataSourceId: string): Omit<ServiceCall, 'signal'> => ({
  key: `data-source/${dataSourceId}`,
  accountId,
  region,
});

const notServed = ({ type }: DataSourceConfiguration): Error =>
  callerFault(
    `Data sources of the type ${type} are not read by this server. Bring the documents to S3, or send them to a CUSTOM data source.`,
  );
