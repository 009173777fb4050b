// The command line, expecting the fake wheel: node --import tsx cliWithFakeWheel.ts backend install --json
import { expectFakeWheel } from './fakeNativeTools';

expectFakeWheel();
void import('../../../extension/cli/cli');
