// What makes the pages a little more comfortable where there is JavaScript; every page works without it.

const PAUSES = [1000, 1000, 2000, 2000, 4000];

// A form that came back with errors: whoever listens hears them first.
document.querySelector("[data-focus]")?.focus();

// A button that is pressed twice sends once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// A part of a page that is still being worked on is asked for again until it says that it is finished.
// data-poll holds the address of that part alone; its answer has an ETag, and none is sent twice.
async function follow(part, etag = "", turn = 0) {
  if (!part.dataset.poll) return;
  await new Promise((resolve) => setTimeout(resolve, PAUSES[Math.min(turn, PAUSES.length - 1)]));
  try {
    const answer = await fetch(part.dataset.poll, { headers: etag ? { "If-None-Match": etag } : {} });
    if (answer.status === 200) {
      part.innerHTML = await answer.text();
      if (answer.headers.get("Poll") === "done") return;
    } else if (answer.status !== 304) return;
    await follow(part, answer.headers.get("ETag") ?? etag, turn + 1);
  } catch {
    await follow(part, etag, turn + 1);
  }
}
for (const part of document.querySelectorAll("[data-poll]")) follow(part);
