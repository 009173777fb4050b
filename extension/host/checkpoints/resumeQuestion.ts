import type { ResumePlan } from '../../engine/resumeRequest';
import { formatCount } from '../../core/stats/formatFigure';
import { plainText } from '../../core/text/plainText';

export interface ResumeQuestion {
  message: string;
  detail: string;
  /** For a notification, once the person has seen the changes. */
  short: string;
}

/** Files that are named; the rest are counted. */
const maxFiles = 8;

type Asked = Pick<ResumePlan, 'manifest' | 'isRecordedHere' | 'changes'>;

/**
 * What a person has to agree to before the program of a run is run again; null: nothing. Names from files are text.
 * `name`: of the checkpoint; `deed`: what is done with it.
 */
export function resumeQuestion(
  { manifest, isRecordedHere, changes }: Asked,
  name: string,
  deed: 'Go on from' | 'Restore' = 'Go on from',
): ResumeQuestion | null {
  const program = plainText(manifest.program, 80);
  const parts: string[] = [];
  if (!isRecordedHere) {
    const words = manifest.arguments.map(word => plainText(word, 100)).join(' ');
    parts.push(
      `This run was not recorded on this machine, or its run.json was changed since. This runs ${program} of this workspace${words ? ` with: ${words}` : ', without arguments'}.`,
    );
  }
  if (changes.isChanged) {
    const { files } = changes;
    const rest = files.length - maxFiles;
    const lines = files.slice(0, maxFiles).map(({ file, kind, linesAdded, linesRemoved }) => {
      const what = kind === 'changed' ? `${countLines(linesAdded)} added, ${formatCount(linesRemoved)} removed` : kind;
      return `${plainText(file, 100)}: ${what}`;
    });
    if (rest > 0) lines.push(`and ${formatCount(rest)} more`);
    if (lines.length === 0)
      lines.push(
        changes.isUnknown
          ? 'Which files changed is not known: the run folder does not hold its source.'
          : 'Not a file of yours: a package or data that goes into the program.',
      );
    parts.push(
      lines.join('\n'),
      'Weights go to the layers of the same name and shape. What has no place any more is listed in the run.',
    );
  }
  if (parts.length === 0) return null;
  const short = `${deed} ${name}${changes.isChanged ? ' with the source as it is now' : ''}?`;
  return {
    message: changes.isChanged ? `The source has changed since ${name} was written. Go on all the same?` : short,
    detail: parts.join('\n\n'),
    short,
  };
}

const countLines = (count: number): string => (count === 1 ? '1 line' : `${formatCount(count)} lines`);

/** Epochs of the fit where the checkpoint is at its end, so that nothing is left to train; null where something is. */
export function trainedEpochs({
  manifest,
  checkpoint,
  request,
}: Pick<ResumePlan, 'manifest' | 'checkpoint'> & { request: Pick<ResumePlan['request'], 'epochs'> }): number | null {
  const fit = manifest.fits.at(-1);
  const { epoch } = checkpoint;
  const planned = request.epochs ?? fit?.epochs ?? null;
  if (!fit || planned === null || epoch === null || checkpoint.fit !== fit.index) return null;
  return epoch >= planned ? Math.floor(epoch) : null;
}
