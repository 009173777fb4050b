import v8 from 'node:v8';

/** Of Node 20 to 24. What another does not know it would complain of in the program's output. */
const knownV8 = [11, 12, 13];
let isDone = false;

/**
 * From now on V8 makes no new objects among the old ones. Where those of a line of code have outlived a few collections it does
 * so, which is right for what is loaded and kept, and wrong for tensors: half a minute into a training of small steps their
 * garbage fills the old space ten times a second, and collecting it takes a tenth to a fifth of all computing. To be called when
 * the training begins: what a program loads before is made as ever.
 */
export function keepObjectsYoung(): void {
  if (isDone || !knownV8.includes(Number.parseInt(process.versions.v8))) return;
  isDone = true;
  v8.setFlagsFromString('--no-allocation-site-pretenuring');
}
