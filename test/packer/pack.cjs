// Builds the npm packages of a mini program as "Build npm" in WeChat DevTools does, without a network: node pack.cjs FOLDER
const ci = require('miniprogram-ci');
const { existsSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const projectPath = process.argv[2];
const write = (name, content) => existsSync(path.join(projectPath, name)) || writeFileSync(path.join(projectPath, name), content);
write('app.json', '{ "pages": ["index"] }');
write('project.config.json', '{ "appid": "wx0123456789abcdef", "compileType": "miniprogram", "setting": {} }');
// Only an upload reads the key.
write('key', 'none');
const project = new ci.Project({ appid: 'wx0123456789abcdef', type: 'miniProgram', projectPath, privateKeyPath: path.join(projectPath, 'key'), ignores: [] });

ci.packNpm(project, { reporter: (report) => process.stdout.write(JSON.stringify(report)) }).then(
  (warnings) => process.exit(warnings.length),
  (error) => {
    process.stderr.write(String(error.stack));
    process.exit(1);
  });
