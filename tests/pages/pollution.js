// What libraries of another time did to every page: MooTools, Prototype, and homes of their own making. A classic
// script, loaded before everything else.

(function () {
  "use strict";

  // Enumerable, so that every `for … in` finds them.
  Array.prototype.x = "x";
  Array.prototype.each = Array.prototype.forEach;
  Array.prototype.toJSON = function () {
    return "[" + this.join(", ") + "]";
  };
  Object.prototype.y = function () {};
  Object.prototype.keys = ["polluted"];
  Object.prototype.site = "somebody-elses-site";
  Object.prototype.connectionId = "somebody-elses-connection";
  String.prototype.strip = String.prototype.trim;
  Number.prototype.times = function () {};
  Function.prototype.z = "z";

  // Not what the language says, and yet what pages had.
  Array.from = function (item) {
    return item == null ? [] : Array.isArray(item) ? item : [item];
  };
  Function.prototype.bind = function (that) {
    const call = this;
    const first = Array.prototype.slice.call(arguments, 1);
    return function () {
      return call.apply(that, first.concat(Array.prototype.slice.call(arguments)));
    };
  };

  // Prototype and MooTools give every element methods; ours has some of the same names.
  for (const name of ["update", "destroy", "open", "exit", "show", "hide", "set", "get", "option", "replace"]) {
    HTMLElement.prototype[name] = function () {
      throw new Error(`${name} of the page was called`);
    };
  }
  Element.prototype.remove = function () {
    this.parentNode.removeChild(this);
    return this;
  };
})();
