/** What of h5wasm, the HDF5 library in WebAssembly, is used: https://github.com/usnistgov/h5wasm. */
export interface Hdf5Module {
  open(name: string, mode: number, hasOrder: boolean, lowest: number, highest: number): bigint;
  close_file(file: bigint): number;
  get_names(file: bigint, path: string, isRecursive: boolean): string[];
  get_symbolic_link(file: bigint, path: string): string | null;
  get_external_link(file: bigint, path: string): { filename?: string; obj_path?: string };
  /** The bytes of the address of its header. */
  create_object_reference(file: bigint, path: string): number[];
  get_attribute_names(file: bigint, path: string): string[];
  get_attribute_metadata(file: bigint, path: string, name: string): AttributeMetadata;
  get_attribute_data(file: bigint, path: string, name: string, into: bigint): number;
  reclaim_vlen_memory(file: bigint, path: string, attribute: string, from: bigint): number;
  get_dataset_data(
    file: bigint,
    path: string,
    count: bigint[] | null,
    offset: bigint[] | null,
    strides: bigint[] | null,
    into: bigint,
  ): number;
  _malloc(bytes: number): number;
  _free(place: number): void;
  HEAPU8: Uint8Array<ArrayBuffer>;
  FS: FileSystem;
}
export interface AttributeMetadata {
  /** 0 integer, 1 float, 3 string, … */
  type: number;
  size: number;
  /** Null where it is empty. */
  shape: number[] | null;
  total_size: number;
  /** Strings that are stored elsewhere: what is read are places of them in memory. */
  vlen: boolean;
  signed: boolean;
}

export interface Node {
  id: number;
  mount: unknown;
  node_ops: object;
  stream_ops: object;
}
export interface Stream {
  node: Node;
  position: number;
  tty?: { ops: { put_char(tty: unknown, byte: number): void; fsync(tty: unknown): void } };
}
/** What of Emscripten's file system is used. */
interface FileSystem {
  mkdir(path: string): void;
  mount(type: { mount(mount: unknown): Node }, options: object, path: string): void;
  createNode(parent: Node | null, name: string, mode: number, device: number): Node;
  destroyNode(node: Node): void;
  streams: Stream[];
  ErrnoError: new (code: number) => Error;
}
