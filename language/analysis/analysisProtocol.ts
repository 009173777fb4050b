// Host <-> the worker thread that parses. Each request is answered once, in order.
import type { CheckpointPath } from './checkpointPathText';
import type { EditPlan, LocatedEdit } from './edits/planEdits';
import type { SourceFacts, SourceLanguage } from './sourceFacts';

/** What each request takes and gives. */
export interface AnalysisRequests {
  facts: { params: { text: string; language: SourceLanguage }; result: SourceFacts };
  /** Modules that the text imports at run time, whether it uses TensorFlow.js or not. */
  imports: { params: { text: string; language: SourceLanguage }; result: string[] };
  /** Whether a line that begins at the offset begins as code. */
  isCode: { params: { text: string; language: SourceLanguage; offset: number }; result: boolean };
  /** Where an argument of the compile's or fit's call at the offset is written. */
  argument: {
    params: { text: string; language: SourceLanguage; offset: number; name: string };
    result: { start: number; end: number } | null;
  };
  /** The path of a model or checkpoint that the expression at the offset stands for. */
  checkpointPath: {
    params: { text: string; language: SourceLanguage; offset: number };
    result: CheckpointPath | null;
  };
  /** Edits of a remedy as edits of the text. */
  edits: { params: { text: string; language: SourceLanguage; edits: LocatedEdit[] }; result: EditPlan };
}
export type AnalysisRequestName = keyof AnalysisRequests;

export type ToWorker = {
  [N in AnalysisRequestName]: { id: number; name: N; params: AnalysisRequests[N]['params'] };
}[AnalysisRequestName];
export type FromWorker =
  | { id: number; ok: true; result: AnalysisRequests[AnalysisRequestName]['result'] }
  | { id: number; ok: false; message: string };
