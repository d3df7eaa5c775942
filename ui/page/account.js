
// Who is signed in. Once the server no longer knows who asks, Gradio's message says neither why nor what to do: a sentence of
// the page's own takes its place until a request succeeds again.

if (element.closest("#account")) {
  const send = window.fetch;
  window.fetch = async (...request) => {
    const answer = await send(...request);
    const notice = document.querySelector(".session-ended");
    const ended = answer.status === 401;
    if (notice && (ended || answer.ok) && new URL(answer.url, location.href).origin === location.origin) notice.hidden = !ended;
    return answer;
  };
}
