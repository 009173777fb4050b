import type { ZipFile } from '../containers/zipMembers';
import { kerasNames } from './kerasNames';

/** True for the members of a `.keras`. */
export const isKerasArchive = ({ byName }: ZipFile): boolean =>
  byName.has(kerasNames.config) && (byName.has(kerasNames.weights) || byName.has(kerasNames.metadata));
