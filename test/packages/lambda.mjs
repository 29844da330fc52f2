// node lambda.mjs PORT FOLDER: serves Lambda's Invoke API with the handler of FOLDER/index.mjs for every function. It stands for
// `sam local start-lambda`, which needs Docker.
import { createServer } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [port, folder] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(path.resolve(folder, 'index.mjs')));

createServer(async (request, response) => {
  const event = Buffer.concat(await request.toArray()).toString();
  response.end(JSON.stringify(event ? await handler(JSON.parse(event)) : null));
}).listen(Number(port), '127.0.0.1');
