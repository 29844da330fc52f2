// node lambda.mjs PORT FOLDER: serves Lambda's Invoke API with the handler of FOLDER/index.mjs for every function. It stands for
// `sam local start-lambda`, which needs Docker. Prints its URL. Port 0: any.
import { createServer } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [port, folder] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(path.resolve(folder, 'index.mjs')));

const server = createServer(async (request, response) => {
  const event = Buffer.concat(await request.toArray()).toString();
  try {
    const answer = event ? await handler(JSON.parse(event)) : null;
    response.end(JSON.stringify(answer ?? null));
  } catch (error) {
    response.writeHead(200, { 'X-Amz-Function-Error': 'Unhandled' }).end(JSON.stringify({ errorMessage: error.message, errorType: error.name }));
  }
});
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
