import { ServiceException, validationException } from '../../protocol/index.ts';
import { asException } from '../retrieve/as-exception.ts';

/**
 * What a request about documents failed with. Their operations have no ConflictException in the wire model: what is one
 * elsewhere (a token that was used, a data source that is being deleted) is a ValidationException of the same words.
 */
export const asDocumentException = (error: unknown): unknown => {
  const exception = asException(error);
  return exception instanceof ServiceException && exception.code === 'ConflictException'
    ? validationException(exception.message)
    : exception;
};
