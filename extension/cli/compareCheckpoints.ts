import * as fs from 'node:fs';
import * as path from 'node:path';
import { manifestName } from '../core/runs/runPaths';
import { formatFigure } from '../core/stats/formatFigure';
import { findCheckpoint } from '../engine/resumeTarget';
import type { CheckpointComparison, TensorChange } from '../protocol/reader';
import type { CliCommand } from './cliArguments';
import { paint, plain, plainLine, table, terminalOf, type Terminal } from './terminal';
import { withReader } from './withReader';

/** `compare`: how far each tensor of one checkpoint is from that of another. Returns the exit code; throws LayerglassError. */
export function compareCheckpoints({ a, b, options }: Extract<CliCommand, { name: 'compare' }>): Promise<number> {
  const out = terminalOf(process.stdout);
  const places = { a: checkpointPlace(a), b: checkpointPlace(b) };
  return withReader('comparing', options, async (reader, request) => {
    const comparison = await reader.request('compare', places, request);
    return () => {
      if (options.json) out.write(JSON.stringify(comparisonDocument(comparison), null, 2) + '\n');
      else out.write(comparisonReport(out, comparison));
    };
  });
}

/** A run stands for its last checkpoint; whatever else is named is for the reader to judge. */
function checkpointPlace(target: string): string {
  const place = path.resolve(target);
  return fs.existsSync(path.join(place, manifestName)) ? path.join(place, findCheckpoint(place, 'last').path) : place;
}

/** As CLI.md lays it down; `problems` besides. */
export function comparisonDocument({ tensors, unmatched, problems }: CheckpointComparison): object {
  return {
    tensors: tensors.map(({ a, b, relativeChange, cosine, maxAbsChange }) => ({
      ...{ a, b, relativeChange, cosine, maxAbsChange },
    })),
    unmatched,
    problems,
  };
}

/** What a person reads: a row for each tensor in the file's order, then what has no partner and what is wrong. */
export function comparisonReport(
  terminal: Terminal,
  { a, b, tensors, unmatched, problems }: CheckpointComparison,
): string {
  const parts: string[] = [];
  const steps = a.step === null || b.step === null ? '' : ` from step ${a.step} to step ${b.step}`;
  const title = `${tensors.length} ${tensors.length === 1 ? 'tensor' : 'tensors'}${steps}`;
  const heads = ['tensor', 'shape', 'relative change', 'cosine', 'largest change'];
  parts.push(`${paint(terminal, 'bold', title)}\n${table(heads, tensors.map(rowOf), [2, 3, 4])}`);
  for (const [file, names] of Object.entries(unmatched))
    if (names.length) parts.push(`only in ${file.toUpperCase()}: ${names.map(plain).join(', ')}`);
  if (problems.length)
    parts.push(
      problems
        .map(
          p => `${paint(terminal, 'yellow', p.code)} ${plainLine(p.message)}${p.where ? ` (${plain(p.where)})` : ''}`,
        )
        .join('\n'),
    );
  return `\n${parts.join('\n\n')}\n`;
}

function rowOf({ a, b, shape, relativeChange, cosine, maxAbsChange }: TensorChange): string[] {
  const name = a === b ? plain(a) : `${plain(a)} → ${plain(b)}`;
  return [
    name,
    shape.join('×'),
    formatFigure(relativeChange),
    cosine === null ? '–' : cosine.toFixed(6),
    formatFigure(maxAbsChange),
  ];
}
