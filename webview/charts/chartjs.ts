// The only file that imports chart.js: it registers what the curves use, and nothing else gets into the bundle.
import { Chart, Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement } from 'chart.js';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler);
Chart.defaults.animation = false;
Chart.defaults.events = [];

export { Chart };
export type { ChartDataset, ChartOptions, Plugin, ScriptableScaleContext } from 'chart.js';
