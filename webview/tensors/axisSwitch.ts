import type { PageContext } from '../controls/pageContext';
import { SegmentedSwitch } from '../controls/segmentedSwitch';
import type { Part } from '../state/drawScheduler';

/** Linear or symmetric-log: the axis of the histograms. */
export class AxisSwitch implements Part {
  readonly element: HTMLElement;
  private readonly axis: SegmentedSwitch<'linear' | 'symlog'>;

  constructor(private readonly page: PageContext) {
    this.axis = new SegmentedSwitch(
      'Axis',
      [
        { value: 'linear', label: 'linear' },
        { value: 'symlog', label: 'symlog' },
      ],
      axis => page.store.choose({ axis }),
    );
    this.element = this.axis.element;
  }

  inputs(): readonly unknown[] {
    return [this.page.store.selection.axis];
  }
  draw(): void {
    this.axis.show(this.page.store.selection.axis);
  }
}
