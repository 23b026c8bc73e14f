// What pages can do beyond links and forms: the choice of colours, the marking of a fact in both texts, Ctrl + Enter in the query.
(function () {
  'use strict';
  const root = document.documentElement;
  const remember = name => { try { return localStorage.getItem(name); } catch { return null; } };
  if (remember('theme')) root.dataset.theme = remember('theme');

  const theme = document.getElementById('theme');
  if (theme) {
    theme.hidden = false;
    theme.addEventListener('click', () => {
      const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = dark ? 'light' : 'dark';
      try { localStorage.setItem('theme', root.dataset.theme); } catch { /* a browser that keeps nothing */ }
      document.dispatchEvent(new Event('themechange'));
    });
  }

  const sql = document.getElementById('sql');
  if (sql) {
    sql.addEventListener('keydown', event => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) sql.form.requestSubmit();
    });
  }

  const texts = document.getElementById('texts');
  if (!texts) return;
  const chosen = document.getElementById('chosen');
  const tip = document.getElementById('tip');
  const row = fact => document.getElementById('f-' + fact);
  const kindsOf = element => [...element.classList].find(name => document.getElementById('show-' + name));
  const shown = element => { const box = document.getElementById('show-' + kindsOf(element)); return !box || box.checked; };

  // The facts whose marks lie around a place of the text, the innermost first.
  function around(element) {
    const found = [];
    for (let at = element.closest('.fact'); at; at = at.parentElement && at.parentElement.closest('.fact')) {
      if (shown(at) && !found.includes(at.dataset.fact)) found.push(at.dataset.fact);
    }
    return found;
  }

  function lines(fact) {
    const cells = [...row(fact).cells].map(cell => cell.innerText.trim());
    return [cells[0] + '  ' + cells[2], cells[3] + ' · ' + cells[4] + ' · ' + cells[5]];
  }

  function written(target, facts) {
    target.replaceChildren(...facts.flatMap(fact => lines(fact).map((line, number) => {
      const p = document.createElement('p');
      const text = document.createElement(number ? 'small' : 'b');
      text.textContent = line;
      p.append(text);
      return p;
    })));
  }

  function choose(fact, scroll) {
    document.querySelectorAll('.chosen-fact').forEach(element => element.classList.remove('chosen-fact'));
    if (!fact || !row(fact)) { chosen.hidden = true; return; }
    document.querySelectorAll('[data-fact="' + CSS.escape(fact) + '"]').forEach(element => element.classList.add('chosen-fact'));
    written(chosen, [fact]);
    chosen.className = 'chosen ' + kindsOf(row(fact));
    chosen.hidden = false;
    if (!scroll) return;
    for (const pane of texts.children) {
      const mark = pane.querySelector('.chosen-fact');
      if (mark) pane.scrollTo({ behavior: 'instant', top: pane.scrollTop + mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3 });
    }
  }

  // A further click on the same place chooses the next fact around it.
  function clicked(event) {
    const facts = around(event.target);
    if (!facts.length) return;
    const now = location.hash.slice(3);
    const next = facts[(facts.indexOf(now) + 1) % facts.length];
    history.replaceState(null, '', '#f-' + next);
    choose(next, true);
  }

  texts.querySelector('.canonical').addEventListener('click', clicked);
  texts.addEventListener('mousemove', event => {
    const facts = around(event.target);
    tip.hidden = !facts.length;
    if (!facts.length) return;
    if (tip.dataset.facts !== facts.join()) { written(tip, facts); tip.dataset.facts = facts.join(); }
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)) + 'px';
    tip.style.top = (event.clientY + 22 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 14 : event.clientY + 22) + 'px';
  });
  texts.addEventListener('mouseleave', () => { tip.hidden = true; });
  document.querySelectorAll('[data-choose]').forEach(link => link.addEventListener('click', event => {
    event.preventDefault();
    history.replaceState(null, '', '#f-' + link.dataset.choose);
    choose(link.dataset.choose, true);
    texts.scrollIntoView({ block: 'nearest' });
  }));
  document.addEventListener('keydown', event => { if (event.key === 'Escape') { history.replaceState(null, '', location.pathname + location.search); choose(null); } });

  function fromAddress() {
    const fact = decodeURIComponent(location.hash.slice(1)).replace(/^f-/, '');
    if (!fact || !row(fact)) return;
    choose(fact, true);
    scrollTo({ top: texts.getBoundingClientRect().top + scrollY - 60, behavior: 'instant' });
  }
  addEventListener('hashchange', fromAddress);
  // The browser itself goes to the row of the fact, after this; the texts are what one wants to see.
  if (document.readyState === 'complete') fromAddress(); else addEventListener('load', () => setTimeout(fromAddress));
})();
