import { LayerglassError } from '../../protocol/errors';
import type { Reader } from './reader';

/** The reader's process and its requests. */
export class ReaderClient implements Reader {
  request: Reader['request'] = name =>
    Promise.reject(new LayerglassError('reader-missing', `Nothing answers ${name}.`, { remedy: '' }));
  dispose(): void {}
}
