export const $ = (id) => document.getElementById(id);

export function el(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** Sets a text only if it differs. Otherwise a screen reader would read it again and a selection would be lost. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function putOrHide(element, text) {
  put(element, text);
  element.hidden = text === '';
}

/** Uses aria-disabled, because the disabled attribute would remove the keyboard focus. */
export function setDisabled(button, disabled) {
  button.ariaDisabled = String(disabled);
}

export const isDisabled = (button) => button.ariaDisabled === 'true';

/** Replaces the children. The focus stays on the element with the same key. */
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
