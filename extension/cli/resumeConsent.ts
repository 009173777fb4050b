import type { ResumePlan } from '../engine/resumeRequest';
import type { SourceChanges } from '../engine/sourceChanges';
import { LayerglassError } from '../protocol/errors';
import { askPerson, canAsk, type Answer } from './askPerson';
import type { ResumeOptions } from './cliArguments';
import { plain } from './terminal';

/**
 * Makes sure that the person wants what a resume would run: a program that this machine did not record, and one that has
 * changed since. In a terminal it asks, else the options have to say so. Returns the answer; throws
 * LayerglassError `not-recorded-here`, `source-changed`.
 */
export async function resumeConsent(plan: ResumePlan, options: ResumeOptions & { json: boolean }): Promise<Answer> {
  const { manifest, request } = plan;
  const mayAsk = canAsk() && !options.json;
  if (!plan.isRecordedHere && !options.trust) {
    const words = request.arguments.map(word => JSON.stringify(word)).join(' ');
    const what = `${plain(request.program)}${words ? `, with the arguments ${plain(words)}` : ''}`;
    const message = `Run ${manifest.id} was not recorded on this machine, or its run.json was changed since: going on runs ${what}.`;
    if (!mayAsk)
      throw new LayerglassError('not-recorded-here', message, {
        where: request.resume?.runFolder ?? '',
        remedy: 'Look at the program; if you trust it, add --trust.',
      });
    const answer = await askPerson(`${message} Run it?`);
    if (answer !== 'yes') return answer;
  }
  if (plan.changes.isChanged) {
    const message = `The program has changed since run ${manifest.id}: ${plain(changesText(plan.changes))}.`;
    if (options.changed) process.stderr.write(`note: ${message}\n`);
    else if (!mayAsk)
      throw new LayerglassError('source-changed', message, {
        where: request.program,
        remedy:
          'Put it back for numbers as if it had never stopped; or add --changed to go on with the program as it is now.',
      });
    else return askPerson(`${message} Go on with the program as it is now?`);
  }
  return 'yes';
}

const maxNamed = 10;

/** `train.ts (+3 −1 lines), model.ts (new, 12 lines)`. */
export function changesText({ files, isUnknown }: SourceChanges): string {
  if (isUnknown) return 'the run folder does not say in which file';
  if (!files.length) return 'a package or a data file that is bundled with it';
  const names = files.slice(0, maxNamed).map(f => {
    if (f.kind === 'added') return `${f.file} (new, ${lines(f.linesAdded)})`;
    if (f.kind === 'removed') return `${f.file} (no longer part of it)`;
    if (!f.linesAdded && !f.linesRemoved) return `${f.file} (lines moved)`;
    return `${f.file} (+${f.linesAdded} −${f.linesRemoved} lines)`;
  });
  return names.join(', ') + (files.length > maxNamed ? `, and ${files.length - maxNamed} more files` : '');
}

const lines = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`;
