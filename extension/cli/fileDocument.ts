import type { LayerInfo } from '../protocol/model';
import type { FileDescription, FileGraph, ReaderResults } from '../protocol/reader';
import { exactNumber } from './exactNumbers';
import { summaryDocument } from './runDocument';
import { tensorNames } from './tensorNames';

type Summaries = ReaderResults['summaries'];

/** What was found in a file. */
export interface Inspected {
  description: FileDescription;
  summaries: Summaries;
  /** For the report only. */
  graphs: FileGraph[];
  /** null where nothing says of what layers the weights are. */
  layers: LayerInfo[] | null;
}

/** As CLI.md lays it down for model files. */
export function fileDocument(
  { description, summaries, layers }: Omit<Inspected, 'graphs'>,
  hasHistograms: boolean,
): object {
  const nameOf = tensorNames(description);
  return {
    format: formatOf(description),
    tensors: summaries.tensors.map(({ name, dtype, storedDtype, shape, count, role, summary, exact }) => ({
      ...{ name: nameOf(name), dtype },
      ...(storedDtype !== undefined && { storedDtype }),
      shape,
      ...(summary ? summaryDocument(summary, hasHistograms) : noFigures(count)),
      ...(exact && { min: exactNumber(exact.min), max: exactNumber(exact.max) }),
      role,
    })),
    ...(layers && { layers: layers.map(({ site: _site, via: _via, ...layer }) => layer) }),
    step: description.step,
    metadata: description.metadata,
    findings: summaries.findings.map(finding => ({ ...finding, tensors: finding.tensors.map(nameOf) })),
    problems: problemsOf(description, summaries),
  };
}

/** A checkpoint is folders that plain TensorFlow.js loads, with more beside. */
const formatOf = ({ format, checkpoint }: FileDescription): string => (checkpoint ? 'tfjs-layers' : format);

const noFigures = (count: number): object => ({
  count,
  ...{ min: null, max: null, mean: null, std: null },
  ...{ zeros: null, nan: null, posInf: null, negInf: null },
});

export function problemsOf(description: FileDescription, summaries: Summaries): FileDescription['problems'] {
  const all = [...description.problems, ...summaries.problems];
  return [...new Map(all.map(p => [`${p.code} ${p.where}`, p])).values()];
}
