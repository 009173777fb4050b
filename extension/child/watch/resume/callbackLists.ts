import type { TensorFlow } from '../../tensorflow';
import { patchMethod } from '../hooks/patch';

/** A callback of fit as TensorFlow.js calls it. */
export interface CallbackLike {
  onEpochBegin(epoch: number, logs?: object): Promise<void>;
  onEpochEnd(epoch: number, logs?: object): Promise<void>;
  onBatchBegin(batch: number, logs?: object): Promise<void>;
  onBatchEnd(batch: number, logs?: object): Promise<void>;
  /** Of one that wraps functions of the program's. */
  batchBegin?: unknown;
  batchEnd?: unknown;
}

/** The callbacks of each fit, its own and the program's, in the order in which they are called. */
export class CallbackLists {
  /** By the parameters that all of a fit share. */
  private readonly lists = new WeakMap<object, CallbackLike[]>();
  private readonly base: Partial<CallbackLike> | null = null;

  constructor({ layers }: TensorFlow) {
    if (!layers.Callback) return;
    const base = Object.getPrototypeOf(layers.Callback.prototype) as Partial<CallbackLike> & object;
    this.base = base;
    const { lists } = this;
    patchMethod<(this: CallbackLike, params: object) => void>(
      base,
      'setParams',
      original =>
        function (params) {
          const list = lists.get(params);
          if (list) list.push(this);
          else lists.set(params, [this]);
          original.call(this, params);
        },
    );
  }

  of(params: object): readonly CallbackLike[] {
    return this.lists.get(params) ?? [];
  }
  /** Those of the program, and at the end the one that keeps the history: without TensorFlow.js' first one and ours. */
  ofProgram(params: object, isOurs: (callback: object) => boolean): CallbackLike[] {
    return this.of(params).filter((callback, i) => i > 0 && !isOurs(callback) && !isProgressBar(callback));
  }
  /** Whether it does anything at a batch. */
  listensToBatches(callback: CallbackLike): boolean {
    if ('batchBegin' in callback || 'batchEnd' in callback) return !!callback.batchBegin || !!callback.batchEnd;
    return callback.onBatchEnd !== this.base?.onBatchEnd || callback.onBatchBegin !== this.base?.onBatchBegin;
  }
}

/** That of tfjs-node, which it registers for every fit. */
const isProgressBar = (callback: object): boolean => 'RENDER_THROTTLE_MS' in callback;
