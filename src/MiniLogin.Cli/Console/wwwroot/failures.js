import { call } from './api.js';
import { chart } from './chart.js';
import { command } from './command.js';
import { $, fill, putOrHide } from './dom.js';
import { words } from './words.js';

let failures = null;
let hasStack = false;

/** Reads why logins fail and shows it. */
export async function readFailures() {
  failures = await call('failures');
  renderFailures();
}

export function renderFailures() {
  if (!failures) return;
  const texts = words().failures;
  putOrHide($('failures-note'), failures.problem ? `${texts.noMetrics} ${failures.problem}` : hasStack ? '' : texts.noStack);
  fill($('chart'), failures.chart ? chart(failures.chart) : []);
  fill($('queries'), failures.commands.map((text, index) => command(texts.query(index + 1), text)));
}

export function startFailures(guard, state) {
  hasStack = Boolean(state.stack);
  $('failures-again').addEventListener('click', () => guard(readFailures));
}
