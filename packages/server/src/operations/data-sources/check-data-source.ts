import type {
  ChunkingConfiguration,
  DataSourceConfiguration,
  VectorIngestionConfiguration,
} from '@streambed/model/bedrock-agent';
import { validationException } from '../../protocol/index.ts';

const SERVED = ['S3', 'CUSTOM', 'WEB'];

/**
 * Throws ValidationException for a source that is not served here, or whose configuration does not fit its type
 * (services-data.md section 3).
 */
export const checkDataSource = (
  { type, s3Configuration, webConfiguration }: DataSourceConfiguration,
  ingestion: VectorIngestionConfiguration | undefined,
): void => {
  const name = 'dataSourceConfiguration';
  if (!SERVED.includes(type))
    refuse(
      `${name}.type`,
      `Data sources of the type ${type} are not served here: use one of ${SERVED.join(', ')}.`,
    );
  if (type === 'S3' && !s3Configuration)
    refuse(
      `${name}.s3Configuration`,
      'A data source of the type S3 needs s3Configuration with its bucketArn.',
    );
  if (type === 'WEB' && !webConfiguration?.sourceConfiguration.urlConfiguration.seedUrls?.length)
    refuse(`${name}.webConfiguration`, 'A data source of the type WEB needs at least one URL in seedUrls.');
  checkIngestion(ingestion);
};

const checkIngestion = (ingestion: VectorIngestionConfiguration | undefined): void => {
  if (!ingestion) return;
  const name = 'vectorIngestionConfiguration';
  const { chunkingConfiguration, ...others } = ingestion;
  for (const [member, value] of Object.entries(others))
    if (value !== undefined)
      refuse(
        `${name}.${member}`,
        `${member} is not served here: documents are parsed by the server itself. Leave it out.`,
      );
  if (chunkingConfiguration) checkChunking(chunkingConfiguration);
};

/** By strategy: the member that holds its settings. */
const SETTINGS = {
  FIXED_SIZE: 'fixedSizeChunkingConfiguration',
  HIERARCHICAL: 'hierarchicalChunkingConfiguration',
  SEMANTIC: 'semanticChunkingConfiguration',
} as const;

const checkChunking = (chunking: ChunkingConfiguration): void => {
  const name = 'vectorIngestionConfiguration.chunkingConfiguration';
  const { chunkingStrategy: strategy } = chunking;
  const wanted = strategy === 'NONE' ? undefined : SETTINGS[strategy];
  if (wanted && !chunking[wanted])
    refuse(`${name}.${wanted}`, `The chunking strategy ${strategy} needs ${wanted}.`);
  for (const member of Object.values(SETTINGS))
    if (member !== wanted && chunking[member])
      refuse(
        `${name}.${member}`,
        `${member} does not belong to the chunking strategy ${strategy}. Leave it out.`,
      );
  const { levelConfigurations: [parent, child] = [], overlapTokens } =
    chunking.hierarchicalChunkingConfiguration ?? {};
  if (!parent || !child || overlapTokens === undefined) return;
  const at = `${name}.hierarchicalChunkingConfiguration`;
  if (child.maxTokens > parent.maxTokens)
    refuse(
      `${at}.levelConfigurations`,
      `Passages of the second level (${child.maxTokens} tokens) must not be longer than those of the first (${parent.maxTokens}).`,
    );
  if (overlapTokens >= child.maxTokens)
    refuse(
      `${at}.overlapTokens`,
      `overlapTokens (${overlapTokens}) must be less than the passages of the second level have (${child.maxTokens}).`,
    );
};

function refuse(name: string, message: string): never {
  throw validationException(message, [{ name, message }]);
}
