/** Loads a CommonJS file of the mini program and returns its exports. Load only one file at a time. */
export async function load(url) {
  const module = { exports: {} };
  globalThis.module = module;
  globalThis.exports = module.exports;
  await import(url);
  return module.exports;
}
