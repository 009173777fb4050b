import * as fs from 'node:fs';
import * as path from 'node:path';
import { manifestName } from '../core/runs/runPaths';
import { formatFigure } from '../core/stats/formatFigure';
import { findCheckpoint } from '../engine/resumeTarget';
import type { CheckpointComparison, FileDescription, TensorChange, TensorEntry } from '../protocol/reader';
import type { CliCommand } from './cliArguments';
import { paint, plain, plainLine, table, terminalOf, type Terminal } from './terminal';
import { tensorNames } from './tensorNames';
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

/** A part of a comparison, with the names of the files themselves. */
interface Part {
  tensors: TensorChange[];
  unmatched: CheckpointComparison['unmatched'];
}

/** What the optimizers hold is no part of the model: it is told apart. */
function partsOf({ a, b, tensors, unmatched }: CheckpointComparison): { model: Part; optimizer: Part } {
  const [nameInA, nameInB] = [tensorNames(a), tensorNames(b)];
  const rolesOf = (file: FileDescription) => new Map(file.tensors.map(t => [t.name, t.role]));
  const roles = { a: rolesOf(a), b: rolesOf(b) };
  const part = (isMeant: (role: TensorEntry['role'] | undefined) => boolean): Part => {
    const only = (file: 'a' | 'b'): string[] => unmatched[file].filter(name => isMeant(roles[file].get(name)));
    return {
      tensors: tensors.filter(t => isMeant(t.role)).map(t => ({ ...t, a: nameInA(t.a), b: nameInB(t.b) })),
      unmatched: { a: only('a').map(nameInA), b: only('b').map(nameInB) },
    };
  };
  return { model: part(role => role !== 'optimizer'), optimizer: part(role => role === 'optimizer') };
}

/** As CLI.md lays it down; besides which pairs are guesses, `optimizer` (the same of its tensors) and `problems`. */
export function comparisonDocument(comparison: CheckpointComparison): object {
  const { model, optimizer } = partsOf(comparison);
  const document = ({ tensors, unmatched }: Part): object => ({
    tensors: tensors.map(({ a, b, relativeChange, cosine, maxAbsChange, ...change }) => ({
      ...{ a, b, relativeChange, cosine, maxAbsChange, ...(isGuess(change) && { matchedBy: 'shape' }) },
    })),
    unmatched,
  });
  return { ...document(model), optimizer: document(optimizer), problems: comparison.problems };
}

/** What a person reads: a row for each tensor in the file's order, then what has no partner and what is wrong. */
export function comparisonReport(terminal: Terminal, comparison: CheckpointComparison): string {
  const { a, b, problems } = comparison;
  const { model, optimizer } = partsOf(comparison);
  const parts: string[] = [];
  const steps = a.step === null || b.step === null ? '' : ` from step ${a.step} to step ${b.step}`;
  const title = `${countText(model.tensors.length)}${steps}`;
  const heads = ['tensor', 'shape', 'relative change', 'cosine', 'largest change'];
  parts.push(`${paint(terminal, 'bold', title)}\n${table(heads, model.tensors.map(rowOf), [2, 3, 4])}`);
  const guesses = model.tensors.filter(isGuess).length;
  if (guesses) parts.push(`${countText(guesses)} matched by shape and order, not by name: guesses, marked (?)`);
  for (const [file, names] of Object.entries(model.unmatched))
    if (names.length) parts.push(`only in ${file.toUpperCase()}: ${names.map(plain).join(', ')}`);
  const said = optimizerText(optimizer);
  if (said) parts.push(said);
  const wrong = problems.map(
    p => `${paint(terminal, 'yellow', p.code)} ${plainLine(p.message)}${p.where ? ` (${plain(p.where)})` : ''}`,
  );
  if (wrong.length) parts.push(wrong.join('\n'));
  return `\n${parts.join('\n\n')}\n`;
}

/** `optimizer: 8 tensors, most changed optimizer/m (0.570); 4 only in B`; empty where there is none. */
function optimizerText({ tensors, unmatched }: Part): string {
  const change = (t: TensorChange): number => t.relativeChange ?? -1;
  const most = tensors.reduce<TensorChange | null>((top, t) => (top && change(top) >= change(t) ? top : t), null);
  const isSame = tensors.every(t => t.maxAbsChange === 0);
  const moved = most && (isSame ? 'unchanged' : `most changed ${plain(most.b)} (${formatFigure(most.relativeChange)})`);
  const guesses = tensors.filter(isGuess).length;
  const texts = [
    ...(moved ? [`${countText(tensors.length)}, ${moved}`] : []),
    ...(guesses ? [`${guesses} matched by shape and order, not by name: guesses`] : []),
    ...Object.entries(unmatched).flatMap(([file, { length }]) =>
      length ? [`${length} only in ${file.toUpperCase()}`] : [],
    ),
  ];
  return texts.length ? `optimizer: ${texts.join('; ')}` : '';
}

const countText = (count: number): string => `${count} ${count === 1 ? 'tensor' : 'tensors'}`;
const isGuess = ({ matchedBy }: Pick<TensorChange, 'matchedBy'>): boolean => matchedBy === 'shape';

function rowOf({ a, b, matchedBy, shape, relativeChange, cosine, maxAbsChange }: TensorChange): string[] {
  const names = a === b ? plain(a) : `${plain(a)} → ${plain(b)}`;
  return [
    matchedBy === 'shape' ? `${names} (?)` : names,
    shape.join('×'),
    formatFigure(relativeChange),
    cosine === null ? '–' : cosine.toFixed(6),
    formatFigure(maxAbsChange),
  ];
}
