/** The exports of a file that was written for a mini program, which has CommonJS. One file at a time. */
export async function load(url) {
  const module = { exports: {} };
  globalThis.module = module;
  globalThis.exports = module.exports;
  await import(url);
  return module.exports;
}
