"use strict";
// Writing a report: references complete while typing [[, buttons insert at the caret, findings lead to their words.
(() => {
  const text = document.getElementById("text");
  const box = document.getElementById("complete");
  let hits = [], active = -1, asked = 0, timer = 0;

  function insert(words, from) {
    if (!text) return;
    const start = from ?? text.selectionStart;
    text.focus();
    text.setRangeText(words, start, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function opening() {
    const before = text.value.slice(0, text.selectionStart);
    const match = before.match(/\[\[([^\[\]|\n]*)$/);
    return match ? { at: before.length - match[0].length, words: match[1] } : null;
  }

  function close() {
    box.hidden = true;
    box.textContent = "";
    hits = [];
    active = -1;
  }

  function mark(n) {
    hits.forEach((hit, i) => {
      hit.classList.toggle("active", i === n);
      hit.setAttribute("aria-selected", String(i === n));
    });
    active = n;
    hits[n]?.scrollIntoView({ block: "nearest" });
  }

  function take(hit) {
    const open = opening();
    const rest = text.value.slice(text.selectionStart, text.selectionStart + 2) === "]]" ? 2 : 0;
    close();
    if (open) {
      text.setSelectionRange(open.at, text.selectionStart + rest);
      insert(hit.dataset.insert, open.at);
    } else insert(hit.dataset.insert);
    close();
  }

  async function complete() {
    const open = opening();
    if (!open) return close();
    const turn = ++asked;
    const answer = await fetch(`${text.dataset.complete}?q=${encodeURIComponent(open.words)}`, {
      headers: { "HX-Request": "true" }, credentials: "same-origin",
    });
    if (turn !== asked || !answer.ok || !opening()) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    box.replaceChildren(...page.body.childNodes);
    hits = [...box.querySelectorAll(".hit")];
    box.hidden = false;
    mark(hits.length ? 0 : -1);
  }

  text?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(complete, 150);
  });
  text?.addEventListener("blur", () => setTimeout(() => { if (!box.contains(document.activeElement)) close(); }, 150));
  text?.addEventListener("keydown", (event) => {
    if (!box || box.hidden) return;
    if (event.key === "Escape") { close(); event.preventDefault(); return; }
    if (!hits.length) return;
    if (event.key === "ArrowDown") { mark((active + 1) % hits.length); event.preventDefault(); }
    if (event.key === "ArrowUp") { mark((active + hits.length - 1) % hits.length); event.preventDefault(); }
    if (event.key === "Enter" || event.key === "Tab") { take(hits[active]); event.preventDefault(); }
  });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest("[data-insert]");
    if (button) return box?.contains(button) ? take(button) : insert(button.dataset.insert);
    const find = target?.closest("[data-find]");
    if (find && text) {
      const words = find.dataset.find.replace(/…$/, "");
      const at = text.value.indexOf(words);
      if (at >= 0) {
        text.focus();
        text.setSelectionRange(at, at + words.length);
        text.scrollTop = text.scrollHeight * (at / text.value.length) - text.clientHeight / 2;
      }
    }
    const line = target?.closest(".report-preview p");
    const quote = document.getElementById("comment-quote");
    if (line && quote && !target.closest("a")) quote.value = line.textContent.trim().slice(0, 60);
  });
})();
