"use strict";
// The published report: read aloud by the browser's own voice, and its address handed on. Nothing leaves the page.
(() => {
  const said = document.getElementById("reading-said");
  const speech = window.speechSynthesis;
  let button = null, word = "", turn = 0;

  function pieces(root) {
    return [...root.querySelectorAll("h1, h2, h3, h4, p, caption, tr")].filter((e) => e.textContent.trim());
  }

  function quiet() {
    turn += 1;
    speech?.cancel();
    document.querySelectorAll(".being-read").forEach((e) => e.classList.remove("being-read"));
    if (button) { button.textContent = word; button.setAttribute("aria-pressed", "false"); }
    button = null;
  }

  // One paragraph after another: long texts are cut off by some voices.
  function read(parts, at, mine) {
    document.querySelectorAll(".being-read").forEach((e) => e.classList.remove("being-read"));
    if (mine !== turn) return;
    if (at >= parts.length) return quiet();
    const part = parts[at];
    const voice = new SpeechSynthesisUtterance(part.textContent.replace(/\s+/g, " ").trim());
    voice.lang = "zh-CN";
    voice.onend = () => read(parts, at + 1, mine);
    voice.onerror = () => { if (mine === turn) { said.textContent = button?.dataset.none ?? ""; quiet(); } };
    part.classList.add("being-read");
    speech.speak(voice);
  }

  async function share(target) {
    const address = location.href.split("#")[0];
    said.textContent = "";
    try {
      if (navigator.share) { await navigator.share({ title: target.dataset.share, url: address }); return; }
      await navigator.clipboard.writeText(address);
      said.textContent = target.dataset.done;
    } catch (refused) {
      if (refused?.name === "AbortError") return;
      const field = document.getElementById("share-link");
      field.value = address;
      field.hidden = false;
      field.select();
    }
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const reader = target?.closest("[data-read]");
    if (reader) {
      if (button) return quiet();
      said.textContent = "";
      if (!speech) { said.textContent = reader.dataset.none; return; }
      button = reader;
      word = reader.textContent;
      reader.textContent = reader.dataset.stop;
      reader.setAttribute("aria-pressed", "true");
      turn += 1;
      return read(pieces(document.querySelector(reader.dataset.read)), 0, turn);
    }
    const sharer = target?.closest("[data-share]");
    if (sharer) return share(sharer);
  });
  window.addEventListener("pagehide", quiet);
})();
