/** Calls the API of the Playground itself, not the functions. */
export async function playground(method, path, body) {
  const response = await fetch(`/playground/${path}`, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(answer.detail ?? `The Playground answered ${response.status}.`);
  return answer;
}
