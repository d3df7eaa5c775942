
// Who is signed in. Once the server no longer knows who asks, Gradio's message says neither why nor what to do: a sentence of
// the page's own takes its place until a request succeeds again.

function watchSession() {
  const notice = element.querySelector(".session-ended");
  if (!notice || window.sessionWatched) return;
  window.sessionWatched = true;
  const send = window.fetch;
  window.fetch = async (...request) => {
    const answer = await send(...request);
    const shown = document.querySelector(".session-ended");
    const ended = answer.status === 401;
    if (shown && (ended || answer.ok) && new URL(answer.url, location.href).origin === location.origin) shown.hidden = !ended;
    return answer;
  };
}

if (element.closest("#account")) watch("value", watchSession);
