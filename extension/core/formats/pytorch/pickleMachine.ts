import { LayerglassError } from '../../../protocol/errors';
import { isDangerous, presentModule } from './pickledGlobals';
import type { PickleInput } from './pickleInput';
import { literals } from './pickleLiterals';
import { opcodes as op } from './pickleOpcodes';
import { PickleStack } from './pickleStack';
import { PickleTuples } from './pickleTuples';
import {
  PickleCall,
  PickleDict,
  PickleGlobal,
  PickleItems,
  PickleReference,
  itemsOf,
  type PickleValue,
} from './pickleValue';

/** A model of 100,000 tensors and its optimizer's state are some millions. */
const maxOperations = 16_000_000;
const newestProtocol = 5;

/**
 * Reads one pickle from where its input is. What Python would call and make is written down; nothing is. Throws
 * LayerglassError: `bad-pickle`; `unsafe-pickle` where loading it in Python would run a program.
 * @param references gets all that the pickle refers to
 */
export function readPickle(input: PickleInput, references: PickleReference[] = []): PickleValue {
  return new PickleMachine(input, references).run();
}

class PickleMachine {
  private readonly stack: PickleStack;
  private readonly tuples = new PickleTuples();

  constructor(
    private readonly input: PickleInput,
    private readonly references: PickleReference[],
  ) {
    this.stack = new PickleStack(why => input.bad(why));
  }

  run(): PickleValue {
    const { input } = this;
    for (let count = 0; count < maxOperations; count++) {
      const at = input.at;
      const code = input.byte();
      if (code === op.STOP) return this.stack.pop();
      if (code === op.LONG_BINPUT) {
        // Every third operation of a large pickle.
        this.stack.keep(input.uint32());
        continue;
      }
      const literal = literals[code];
      if (literal) this.stack.push(literal(input));
      else if (!this.runMemory(code) && !this.runContainer(code) && !this.runObject(code, at))
        throw input.bad(`an operation that is not known (${code})`, at);
    }
    throw input.bad(`more than ${maxOperations} operations`);
  }

  /** What only the stack and the memo have to do with. */
  private runMemory(code: number): boolean {
    const { input } = this;
    switch (code) {
      case op.BINPUT:
        return this.stack.keep(input.byte());
      case op.LONG_BINPUT:
        return this.stack.keep(input.uint32());
      case op.MEMOIZE:
        return this.stack.keep(this.stack.keptCount);
      case op.PUT:
        return this.stack.keep(this.memoKey());
      case op.BINGET:
        return this.push(this.stack.kept(input.byte()));
      case op.LONG_BINGET:
        return this.push(this.stack.kept(input.uint32()));
      case op.GET:
        return this.push(this.stack.kept(this.memoKey()));
      case op.POP:
        this.stack.drop();
        return true;
      case op.DUP:
        return this.push(this.stack.top());
      case op.MARK:
        this.stack.mark();
        return true;
      case op.POP_MARK:
        this.stack.popMark();
        return true;
      case op.PROTO: {
        const protocol = input.byte();
        if (protocol > newestProtocol) throw input.bad(`protocol ${protocol}`);
        return true;
      }
      case op.FRAME:
        input.uint64();
        return true;
    }
    return false;
  }

  private runContainer(code: number): boolean {
    switch (code) {
      case op.LIST:
        return this.push(new PickleItems('list', this.stack.popMark()));
      case op.TUPLE:
        return this.push(new PickleItems('tuple', this.stack.popMark()));
      case op.FROZENSET:
        return this.push(new PickleItems('set', this.stack.popMark()));
      case op.TUPLE1:
      case op.TUPLE2:
      case op.TUPLE3:
        return this.push(this.tuples.of(this.stack.popSome(code - op.TUPLE1 + 1)));
      case op.DICT: {
        const dict = new PickleDict();
        this.setItems(dict, this.stack.popMark());
        return this.push(dict);
      }
      case op.APPEND:
        return this.addItems(this.stack.popSome(1));
      case op.APPENDS:
      case op.ADDITEMS:
        return this.addItems(this.stack.popMark());
      case op.SETITEM:
        return this.setItems(null, this.stack.popSome(2));
      case op.SETITEMS:
        return this.setItems(null, this.stack.popMark());
    }
    return false;
  }

  /** Classes and functions, and what would be made with them. */
  private runObject(code: number, at: number): boolean {
    const { input } = this;
    switch (code) {
      case op.GLOBAL: {
        const module = input.line();
        return this.push(this.globalOf(module, input.line(), `GLOBAL`, at));
      }
      case op.STACK_GLOBAL: {
        const [module, name] = this.stack.popSome(2);
        if (typeof module !== 'string' || typeof name !== 'string') throw input.bad('a class without a name', at);
        return this.push(this.globalOf(module, name, 'STACK_GLOBAL', at));
      }
      case op.INST: {
        const module = input.line();
        const callee = this.globalOf(module, input.line(), 'INST', at);
        return this.push(new PickleCall(callee, this.stack.popMark()));
      }
      case op.OBJ: {
        const [callee = null, ...args] = this.stack.popMark();
        return this.call(callee, args, at);
      }
      case op.REDUCE:
      case op.NEWOBJ: {
        const [callee, args] = this.stack.popSome(2);
        return this.call(callee!, this.argsOf(args!, at), at);
      }
      case op.NEWOBJ_EX: {
        const [callee = null, args = null, named = null] = this.stack.popSome(3);
        return this.call(callee, [...this.argsOf(args, at), named], at);
      }
      case op.BUILD: {
        const state = this.stack.pop();
        const object = this.stack.top();
        if (!(object instanceof PickleCall)) throw input.bad('a state of what has none', at);
        (object.state ??= []).push(state);
        return true;
      }
      case op.PERSID:
        return this.refer(input.line());
      case op.BINPERSID:
        return this.refer(this.stack.pop());
    }
    return false;
  }

  private refer(id: PickleValue): boolean {
    // Old files have the source of a layer's class beside its name, as text.
    const items = itemsOf(id);
    if (items?.[0] === 'module' && items[1] instanceof PickleGlobal) return this.push(items[1]);
    const reference = new PickleReference(id);
    this.references.push(reference);
    return this.push(reference);
  }

  private globalOf(written: string, name: string, word: string, at: number): PickleGlobal {
    const global = new PickleGlobal(presentModule(written), name, at);
    if (isDangerous(global)) throw this.unsafe(`${written}.${name}`, `${word} ${written} ${name}`, at);
    return global;
  }

  private call(callee: PickleValue, args: readonly PickleValue[], at: number): boolean {
    if (callee instanceof PickleGlobal) return this.push(new PickleCall(callee, args));
    if (!(callee instanceof PickleCall)) throw this.input.bad('a call of what is no function', at);
    // A way round every list of names.
    throw this.unsafe(`what ${callee.callee.path} returns`, `REDUCE of ${callee.callee.path}(…)`, at);
  }

  private unsafe(what: string, written: string, at: number): LayerglassError {
    const { name } = this.input;
    const place = `${name}, byte ${at}: ${written}`.slice(0, 500);
    return new LayerglassError(
      'unsafe-pickle',
      `The file asks to run a program: PyTorch would call ${what.slice(0, 200)} while loading it (${place})`,
      {
        where: name,
        remedy: 'Nothing of it was run. Ask for the weights as safetensors, and do not load it in Python.',
      },
    );
  }

  private argsOf(args: PickleValue, at: number): readonly PickleValue[] {
    if (args instanceof PickleItems && args.kind === 'tuple') return args.items;
    throw this.input.bad('a call without arguments', at);
  }

  private addItems(items: PickleValue[]): boolean {
    const target = this.stack.top();
    if (target instanceof PickleItems && target.kind !== 'tuple') pushAll(target.items, items);
    else if (target instanceof PickleCall) pushAll((target.items ??= []), items);
    else throw this.input.bad('values that are added to no list');
    return true;
  }

  private setItems(dict: PickleDict | null, items: PickleValue[]): boolean {
    const target = dict ?? this.stack.top();
    if (items.length % 2) throw this.input.bad('a key without a value');
    if (!(target instanceof PickleDict) && !(target instanceof PickleCall))
      throw this.input.bad('values that are set in no dict');
    const entries = target instanceof PickleDict ? target.entries : (target.entries ??= []);
    for (let i = 0; i < items.length; i += 2) entries.push([items[i]!, items[i + 1]!]);
    return true;
  }

  private push(value: PickleValue): true {
    this.stack.push(value);
    return true;
  }

  private memoKey(): number {
    const line = this.input.line();
    if (!/^\d{1,10}$/.test(line)) throw this.input.bad('a memory without a number');
    return Number(line);
  }
}

function pushAll(target: PickleValue[], items: readonly PickleValue[]): void {
  for (const item of items) target.push(item);
}
