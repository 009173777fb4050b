import type { ReaderParams, ReaderParts, ReaderRequestName, ReaderResults } from '../../protocol/reader';

export interface ReaderOptions {
  /** Ends the request as cancelled. */
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  /** Parts of the answer, where the request asks for them. */
  onPart?: (part: ReaderParts['summaries']) => void;
  /** Milliseconds; a request that takes longer ends as `timeout`. */
  timeoutMs?: number;
}

/** Opens checkpoints and model files in a process of its own, which starts with the first request. */
export interface Reader {
  /** Rejects with LayerglassError: what is wrong with the file, `timeout`, `cancelled`, `reader-ended`. */
  request<N extends ReaderRequestName>(
    name: N,
    params: ReaderParams<N>,
    options?: ReaderOptions,
  ): Promise<ReaderResults[N]>;
  dispose(): void;
}
