"use strict";
/* A button beside each command; without it the text can be selected. */
(function () {
  var words = document.body.dataset;
  function copied(code) {
    if (navigator.clipboard) {
      return navigator.clipboard.writeText(code.textContent);
    }
    var range = document.createRange();
    range.selectNodeContents(code);
    var chosen = window.getSelection();
    chosen.removeAllRanges();
    chosen.addRange(range);
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject();
  }
  function beside(pre, number) {
    var code = pre.querySelector("code");
    var button = document.createElement("button");
    var box = document.createElement("div");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    code.id = code.id || "copied-" + number;
    button.setAttribute("aria-describedby", code.id);
    box.className = "command";
    pre.parentNode.insertBefore(box, pre);
    box.append(pre, button);
    button.addEventListener("click", function () {
      var said = document.getElementById("said");
      function say(word) {
        button.textContent = word;
        said.textContent = word;
        setTimeout(function () {
          button.textContent = words.copy;
          said.textContent = "";
        }, 2500);
      }
      copied(code).then(
        function () { say(words.copied); },
        function () { say(words.copyFailed); }
      );
    });
  }
  document.querySelectorAll("main pre").forEach(beside);
})();
