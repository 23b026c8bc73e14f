// Draws the Vega-Lite chart of a page in place of the one drawn on the server. Expressions are interpreted, never evaluated as code, and
// the canvas renderer writes no style attributes: the content security policy forbids both.
(function () {
  'use strict';
  const place = document.getElementById('chart');
  if (!place || !window.vegaLite) return;
  let view = null;

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

  function tooltip() {
    const box = document.createElement('div');
    box.id = 'vg-tip';
    box.hidden = true;
    document.body.append(box);
    return (handler, event, item, value) => {
      box.hidden = value === null || value === undefined || value === '';
      if (box.hidden) return;
      box.replaceChildren(...Object.entries(value).map(([name, text]) => {
        const line = document.createElement('div');
        line.textContent = name + ': ' + text;
        return line;
      }));
      box.style.left = Math.min(event.clientX + 12, innerWidth - box.offsetWidth - 8) + 'px';
      box.style.top = (event.clientY + 14) + 'px';
    };
  }
  const told = tooltip();

  function config() {
    const soft = colour('soft');
    const font = getComputedStyle(document.body).fontFamily;
    return {
      background: 'transparent', font, view: { stroke: null },
      axis: { labelColor: soft, titleColor: soft, domainColor: soft, tickColor: soft, gridColor: colour('rule'), titleFontWeight: 'normal' },
      legend: { labelColor: colour('ink') },
      range: { category: ['inspection', 'meeting', 'establishment', 'mobilisation'].map(colour) },
    };
  }

  function draw() {
    if (view) view.finalize();
    place.classList.add('ready');
    const compiled = vegaLite.compile(JSON.parse(place.dataset.spec), { config: config() }).spec;
    view = new vega.View(vega.parse(compiled, null, { ast: true }), { expr: vegaInterpreter.expressionInterpreter, renderer: 'canvas', tooltip: told });
    view.initialize(place).hover().runAsync();
  }
  document.addEventListener('themechange', draw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  draw();
})();
