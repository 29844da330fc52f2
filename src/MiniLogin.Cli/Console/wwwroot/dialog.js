import { $, el, fill, isDisabled, put, putOrHide, setDisabled } from './dom.js';
import { words } from './words.js';

let act = null;

/**
 * Shows what will happen, to whom, and asks. If the operator confirms, runs `run` while the dialog stays open; what it throws is shown
 * there. Returns what it returned, or null if the operator cancels. The focus returns to where it was.
 */
export function ask({ title, yes, effects }, subject, run) {
  put($('dialog-title'), title);
  put($('dialog-subject'), subject);
  put($('dialog-yes'), yes);
  fill($('dialog-effects'), effects.map((effect) => el('li', {}, effect)));
  putOrHide($('dialog-problem'), '');
  setDisabled($('dialog-yes'), false);
  $('dialog').showModal();
  // The harmless answer has the focus.
  $('dialog-no').focus();
  return new Promise((resolve) => {
    act = { run, resolve, yes };
  });
}

function close(result) {
  const { resolve } = act;
  act = null;
  $('dialog').close();
  resolve(result);
}

$('dialog-no').addEventListener('click', () => !isDisabled($('dialog-yes')) && close(null));
$('dialog').addEventListener('cancel', (event) => {
  event.preventDefault();
  if (act && !isDisabled($('dialog-yes'))) close(null);
});
// The browser closes it without asking if Escape is pressed twice. The event may come when it is open again.
$('dialog').addEventListener('close', () => {
  if (!act || $('dialog').open || isDisabled($('dialog-yes'))) return;
  act.resolve(null);
  act = null;
});
$('dialog-yes').addEventListener('click', async () => {
  if (isDisabled($('dialog-yes'))) return;
  setDisabled($('dialog-yes'), true);
  put($('dialog-yes'), words().page.working);
  putOrHide($('dialog-problem'), '');
  try {
    close(await act.run());
  } catch (problem) {
    setDisabled($('dialog-yes'), false);
    put($('dialog-yes'), act.yes);
    const maybe = ['refused', 'unreachable', 'failed'].includes(problem.code) ? ` ${words().problems.inPart}` : '';
    putOrHide($('dialog-problem'), problem.message + maybe);
    if (problem.ends) close(Promise.reject(problem));
  }
});
