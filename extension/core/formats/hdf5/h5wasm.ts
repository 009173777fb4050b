// h5wasm's entry makes one module for good; one that failed has to be replaced.
// @ts-expect-error It says nothing of its types.
import * as h5wasm from '../../../../node_modules/h5wasm/dist/esm/hdf5_util.js';
import type { Hdf5Module } from './hdf5Module';

const { default: create } = h5wasm as { default: (options: object) => Promise<Hdf5Module> };

/** A library of its own, with memory of its own. */
export const newModule = (): Promise<Hdf5Module> => create({ noInitialRun: true });
