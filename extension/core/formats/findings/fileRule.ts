import type { Severity } from '../../../protocol/finding';
import type { Summary } from '../../../protocol/summary';
import type { Numbers } from '../tensors/numberTypes';
import type { StoredTensor } from '../tensors/storedTensor';

/** A tensor whose figures are known. */
export interface KnownTensor {
  tensor: StoredTensor;
  summary: Summary;
}

/** What a rule looks at: a file whose tensors were read once. */
export interface FileFacts {
  /** As `describe` has it. */
  format: string;
  /** All that has numbers, in the file's order. */
  tensors: readonly KnownTensor[];
  /**
   * Reads a tensor again, piece by piece, in row-major order, until `use` returns false. False where it cannot be read, or
   * all that is read again becomes too much. Throws LayerglassError `cancelled`.
   */
  readAgain(tensor: StoredTensor, use: (values: Numbers, first: number) => boolean): Promise<boolean>;
}

/** What a rule has found: of one tensor, or of several that belong together. */
export interface Found {
  /** Names, the worst first. */
  tensors: string[];
  message: string;
  severity?: Severity;
  /** In place of the rule's, where they differ. */
  meaning?: string;
  advice?: string;
  /** The worst of a rule's have most. */
  badness: number;
  evidence: Record<string, number | string>;
}

/** A rule looks at the weights of a file alone and says what it concludes. Its page is core/findings/docs/<id>.md. */
export interface FileRule {
  /** What findings carry as `rule`. */
  id: string;
  /** What it finds, in a few words, for tables and lists. */
  title: string;
  severity: Severity;
  find(facts: FileFacts): Found[] | Promise<Found[]>;
  /** The message for so many findings in one. */
  many(count: number): string;
  /** One plain sentence: what it means. */
  meaning: string;
  /** One plain sentence: what to do. */
  advice: string;
}
