// Applies every recommended rule of the linter, including warnings, and checks the examples against their schemas.
import { createConfig, lint } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    'no-invalid-media-type-examples': 'error',
    'no-invalid-parameter-examples': 'error',
    'no-invalid-schema-examples': 'error',
    'no-unused-components': 'error',
    'operation-description': 'off',
    'path-segment-plural': 'off',
  },
});
const problems = await lint({ ref: process.argv[2], config });
for (const { ruleId, message, location } of problems) {
  console.error(`${ruleId}: ${message} at ${location.map((l) => l.pointer).join(', ')}`);
}

console.log(`${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
