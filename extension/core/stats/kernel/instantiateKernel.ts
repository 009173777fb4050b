// Declared here because neither lib.dom nor @types/node is common to all the places this file is compiled for.
interface Engine {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: Record<string, unknown> };
}

export interface Instantiated {
  exports: Record<string, unknown>;
  /** Its memory. */
  buffer: ArrayBuffer;
  /** The value of a constant that it exports. */
  constant(name: string): number;
}

/** Compiles a kernel; null where WebAssembly (with SIMD) is not to be had. */
export function instantiateKernel(base64: string): Instantiated | null {
  try {
    const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
    const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
    const { exports } = new engine.Instance(new engine.Module(bytes));
    return {
      exports,
      buffer: (exports.memory as { buffer: ArrayBuffer }).buffer,
      constant: name => (exports[name] as { value: number }).value,
    };
  } catch {
    return null;
  }
}
