import * as path from 'node:path';
import { savedModelName } from './savedModelName';

/** True for a file of a graph by itself: these begin with nothing of their own. */
export const isGraphFile = (place: string, start: Uint8Array): boolean =>
  path.basename(place) === savedModelName ||
  (/\.(pb|meta)$/.test(place) && [0x0a, 0x12, 0x1a, 0x22].includes(start[0] ?? 0));
