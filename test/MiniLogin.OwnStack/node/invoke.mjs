// Lambda's Invoke API for the function beside this file, as sam local start-lambda serves it, without containers.
// Prints its URL.
import { createServer } from 'node:http';
import { handler } from './index.mjs';

const functions = { InNode: handler };

const server = createServer(async (request, response) => {
  const name = request.url.match(/^\/2015-03-31\/functions\/([^/]+)\/invocations$/)?.[1];
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
  }
  if (request.method !== 'POST' || !functions[name]) {
    response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ Message: `Function not found: ${name}` }));
    return;
  }
  try {
    const answer = JSON.stringify(await functions[name](JSON.parse(body)) ?? null);
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  } catch (error) {
    response.writeHead(200, { 'X-Amz-Function-Error': 'Unhandled' }).end(JSON.stringify({ errorMessage: error.message, errorType: error.name }));
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
