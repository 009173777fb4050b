import type { FileEvent, FileParams, FileRequestName, FileResult, FileTable } from '../../extension/protocol/filePage';
import type { PageContext } from '../controls/pageContext';
import type { HostChannel } from '../host/hostChannel';
import type { DrawScheduler } from '../state/drawScheduler';
import type { KeptAnswers } from '../state/keptAnswers';
import type { FileStore } from './fileStore';

/** What is asked once and kept, as long as the file stays as it is. */
export type FileRead = 'values' | 'pictures' | 'graphs' | 'comparison' | 'otherSummaries';
export type FileAnswers = KeptAnswers<FileRead, FileTable>;

/** What every part of the page of a model file is given. */
export interface FileContext extends PageContext {
  readonly store: FileStore;
  readonly scheduler: DrawScheduler;
  /** For requests that tell how far they are, and that can be cancelled. */
  readonly channel: HostChannel<FileTable, FileEvent>;
  readonly answers: FileAnswers;
  /** Asks the host for something; what it refuses is said in a note. `onDone` gets the answer. */
  ask<N extends FileRequestName>(name: N, params: FileParams<N>, onDone?: (value: FileResult<N>) => void): void;
  /** Hears the events that the store does not keep: those of a run. */
  onEvent(listener: (event: FileEvent) => void): void;
}
