import * as path from 'node:path';

/**
 * `Layerglass: train.ts`, with as many folders before the name as tell it from the other programs that have a title:
 * `Layerglass: digits/train.ts`. The same program keeps its title.
 */
export function panelTitle(program: string, programsByTitle: Readonly<Record<string, string>>): string {
  const parts = program.split(path.sep).filter(part => part !== '');
  for (let count = 1; count <= parts.length; count++) {
    const title = `Layerglass: ${parts.slice(-count).join('/')}`;
    const owner = Object.hasOwn(programsByTitle, title) ? programsByTitle[title] : program;
    if (owner === program) return title;
  }
  return `Layerglass: ${program}`;
}
