// What pages do beyond links and forms. Every page works without it.
'use strict';

// A run's progress: fetched anew until the run has another status, then the whole page. Where nothing changes it is asked for more
// and more rarely, so that a page may stay open for days.
let wait = 1500;
const poll = async () => {
  const panel = document.getElementById('progress');
  const address = panel && panel.dataset.poll;
  if (!address) return;
  try {
    const answer = await fetch(address, { headers: { Accept: 'text/html' } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById('progress');
      if (fresh?.dataset.status !== panel.dataset.status) { location.reload(); return; }
      wait = fresh.outerHTML === panel.outerHTML ? Math.min(wait * 1.2, 30000) : 1500;
      panel.replaceWith(fresh);
    } else { wait = 5000; }
  } catch { wait = 5000; }
  setTimeout(poll, wait);
};
poll();

// A form is sent once: the second click finds the button at rest.
document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = 'yes';
  for (const button of form.querySelectorAll('button[type=submit]')) button.disabled = true;
  if ('upload' in form.dataset) { event.preventDefault(); upload(form); }
});
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('button[type=submit]')) button.disabled = false;
  }
});

// An upload with progress. The answer is a page, shown as if the form had been sent plainly.
function upload(form) {
  const bar = form.querySelector('progress');
  const status = form.querySelector('[role=status]');
  const request = new XMLHttpRequest();
  bar.hidden = false;
  request.upload.addEventListener('progress', sent => {
    if (!sent.lengthComputable) return;
    bar.value = 100 * sent.loaded / sent.total;
    status.textContent = sent.loaded < sent.total ? `${Math.floor(bar.value)}% sent` : 'Sent. The run starts.';
  });
  request.addEventListener('load', () => {
    if (request.status < 400) { location.assign(request.responseURL); return; }
    const page = new DOMParser().parseFromString(request.responseText, 'text/html');
    const refusal = page.querySelector('[role=alert], .error');
    document.getElementById('content').prepend(refusal || 'The file was refused.');
    restore();
  });
  request.addEventListener('error', () => { status.textContent = 'The connection broke. Send it again.'; restore(); });
  const restore = () => {
    delete form.dataset.sent;
    bar.hidden = true;
    for (const button of form.querySelectorAll('button[type=submit]')) button.disabled = false;
    scrollTo(0, 0);
  };
  request.open('POST', form.action);
  request.send(new FormData(form));
}

// Sliders of the playground: each change asks again.
for (const form of document.querySelectorAll('form[data-live]')) {
  let timer;
  form.addEventListener('input', event => {
    const changed = event.target;
    const pair = changed.dataset.pair ? document.getElementById(changed.dataset.pair) : form.querySelector(`[data-pair="${changed.id}"]`);
    if (pair) pair.value = changed.value;
    clearTimeout(timer);
    timer = setTimeout(() => ask(form), 250);
  });
}

async function ask(form) {
  const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById('answer');
  const shown = document.getElementById('answer');
  if (fresh && shown) shown.replaceWith(fresh);
}
