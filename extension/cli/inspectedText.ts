import type { CliOptions } from './cliArguments';
import { jsonText } from './exactNumbers';
import { fileDocument, type Inspected } from './fileDocument';
import { fileReport } from './fileReport';
import type { Terminal } from './terminal';

/** What `inspect <file>` writes of it. */
export const inspectedText = (
  out: Terminal,
  inspected: Inspected,
  { json, histograms }: Pick<CliOptions, 'json' | 'histograms'>,
): string => (json ? jsonText(fileDocument(inspected, histograms)) + '\n' : fileReport(out, inspected));
