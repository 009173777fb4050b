import { Dropdown } from '../controls/dropdown';
import { element, setVisible } from '../dom/element';
import { gapCurves, lossCurves, metricCurves, rateCurves } from '../models/trainingCurves';
import { lossAnswer, metricAnswer } from '../models/lossAnswer';
import { lossTable, metricTable } from '../models/curveTable';
import type { PanelContext } from '../panel/panelContext';
import { CurveSection } from './curveSection';
import { EpochsSection } from './epochsSection';
import { ErrorPart } from './errorPart';
import { FiguresPart } from './figuresPart';
import { FindingsSection } from './findingsSection';
import { ImagesSection } from './imagesSection';
import { TrainingContext } from './trainingContext';

/** Does it learn? Where is it broken? */
export class TrainingView {
  readonly element: HTMLElement;
  private readonly training: TrainingContext;

  constructor(private readonly context: PanelContext) {
    this.training = new TrainingContext(context);
    const figures = new FiguresPart(context);
    const error = new ErrorPart(context);
    const loss = this.lossSection();
    const metric = this.metricSection();
    const findings = new FindingsSection(context);
    const epochs = new EpochsSection(this.training);
    const images = new ImagesSection(context);
    this.element = element(
      'div',
      { class: 'scroll' },
      error.element,
      figures.element,
      element('div', { class: 'columns pair' }, loss.element, metric.element),
      element('div', { class: 'columns' }, findings.element, epochs.element),
      images.element,
    );
    for (const part of [error, figures, loss, metric, findings, epochs, images]) context.scheduler.add(part);
  }

  private lossSection(): CurveSection {
    const { training } = this;
    const { store } = this.context;
    return new CurveSection(training, {
      title: 'Loss',
      scale: () => store.selection.lossScale,
      chooseScale: lossScale => store.choose({ lossScale }),
      card: point => point.loss,
      picture: () => {
        const { run } = training;
        if (!run) return null;
        const axis = training.axis(run);
        const chance = training.chance();
        const strip = rateCurves(run, axis);
        return {
          title: 'Loss',
          answer: lossAnswer(run, chance),
          main: lossCurves(run, axis, chance, store.selection.lossScale),
          strip,
          stripLabel: `Learning rate: ${strip.curves[0]!.end}`,
          table: () => lossTable(run, axis),
        };
      },
    });
  }

  private metricSection(): CurveSection {
    const { training } = this;
    const { store } = this.context;
    const choice = new Dropdown('Metric', true, metric => store.choose({ metric }));
    const section = new CurveSection(training, {
      title: 'Error',
      scale: () => store.selection.metricScale,
      chooseScale: metricScale => store.choose({ metricScale }),
      card: point => point.metric,
      picture: () => {
        const { run } = training;
        const metric = training.metric();
        if (!run || !metric) return null;
        const metrics = training.metrics(run.epochs);
        setVisible(choice.element, metrics.length > 1);
        choice.show(
          metrics.map(m => ({ value: m.name, label: m.name })),
          metric.name,
        );
        const axis = training.axis(run);
        const chance = training.chance();
        const strip = gapCurves(run, axis, metric);
        return {
          title: metric.title,
          answer: metricAnswer(run, metric),
          main: metricCurves(run, axis, metric, chance, store.selection.metricScale),
          strip,
          stripLabel: strip ? `Gap between validation and train: ${strip.curves[0]!.end}` : 'No validation data',
          table: () => metricTable(run, metric),
        };
      },
    });
    section.tools.prepend(choice.element);
    return section;
  }
}
