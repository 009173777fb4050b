import type { Candidate } from '../../protocol/initializers';

/** What a candidate is called everywhere, and told apart by: `as written`, `normal(0, 0.01)`, `heNormal`, `by activation`. */
export function candidateText(candidate: Candidate): string {
  switch (candidate.kind) {
    case 'asWritten':
      return 'as written';
    case 'normal':
      return `normal(0, ${candidate.stddev})`;
    case 'named':
      return candidate.initializer;
    case 'byActivation':
      return 'by activation';
  }
}
