// The sandbox's own API. Refusals become errors with the server's sentence.

async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error?.message ?? `HTTP ${answer.status}`);
  return said;
}

export const readKnobs = () => ask("GET", "/knobs");
export const turnKnob = (name, value) => ask("PATCH", "/knobs", { [name]: value });
export const resetKnobs = () => ask("POST", "/knobs/reset");
export const playStory = (story) => ask("POST", `/stories/${story}`);
export const tryInvitation = () => ask("POST", "/try");
export const readStatus = () => ask("GET", "/status");
export const readMails = () => ask("GET", "/mail");
export const openConversation = (id, channel) => ask("POST", "/directline/conversations", { user: { id }, ...(channel ? { conversation: "channel" } : {}) });
export const findConversation = (id) => ask("GET", `/directline/conversations/${encodeURIComponent(id)}`);
