export const $ = (id) => document.getElementById(id);

export function el(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** Setting the same text again would make a screen reader say it again, and undo a selection. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function putOrHide(element, text) {
  put(element, text);
  element.hidden = text === '';
}

/** A button that is really disabled would drop the keyboard's focus. */
export function setDisabled(button, disabled) {
  button.ariaDisabled = String(disabled);
}

export const isDisabled = (button) => button.ariaDisabled === 'true';

/** In place of what was there; the focus stays on what has the same key. */
export function fill(container, children) {
  const focused = container.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  container.replaceChildren(...children);
  if (focused !== undefined) container.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

export function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
