import { $, isDisabled, putOrHide, setDisabled } from './dom.js';
import { playground } from './playground.js';
import { words } from './words.js';

const form = $('faults');

export function startFaults() {
  form.addEventListener('change', (event) => change(event.target));
  form.addEventListener('submit', (event) => event.preventDefault());
  $('all-well').addEventListener('click', () => !isDisabled($('all-well')) && change(null));
}

export function showFaults(faults) {
  for (const input of form.elements) {
    if (input === document.activeElement && input.type === 'number') continue;
    if (input.type === 'checkbox') input.checked = !!faults[input.name];
    else input.value = faults[input.name] ?? '';
  }
  const count = Object.values(faults).filter((value) => value !== false && value !== 0 && value !== null).length;
  putOrHide($('faults-count'), count > 0 ? words().faults.active(count) : '');
  setDisabled($('all-well'), count === 0);
}

/** @param changed The changed input; null turns off all faults. */
async function change(changed) {
  if (changed?.type === 'number' && !changed.validity.valid) {
    putOrHide($('faults-problem'), words().faults.range(changed.min, changed.max));
    return;
  }
  const faults = {};
  for (const input of changed ? form.elements : []) {
    if (input.type === 'checkbox') faults[input.name] = input.checked;
    else if (input.value !== '') faults[input.name] = input.valueAsNumber;
  }
  try {
    showFaults(await playground('PUT', 'faults', faults));
    putOrHide($('faults-problem'), '');
  } catch (error) {
    putOrHide($('faults-problem'), error.message);
  }
}
