import * as path from 'node:path';

/** What TensorBoard takes for an event file. */
export const isEventFileName = (name: string): boolean => path.basename(name).includes('tfevents');
