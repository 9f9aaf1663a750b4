// Reads the package's declarations with the TypeScript compiler: what is public, with its type and its description.

import { fileURLToPath } from "node:url";
// Pinned in package-lock.json: this part of the compiler may change from version to version.
import { API, SymbolFlags } from "typescript/unstable/sync";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Calls `use` with what can be asked about the declarations. */
export function withDeclarations(use) {
  const api = new API({ cwd: path("../..") });
  try {
    const [project] = api.updateSnapshot({ openProject: path("tsconfig.json") }).getProjects();
    return use(new Declarations(project));
  } finally {
    api.close();
  }
}

class Declarations {
  constructor({ checker, program }) {
    this.checker = checker;
    this.program = program;
  }

  /** The symbols that a file exports, types included; `file` is relative to this folder. */
  exports(file) {
    const source = this.program.getSourceFile(path(file));
    const module = source && this.checker.getSymbolAtLocation(source);
    if (!module) {
      throw new Error(`${file} is no module of js/npm/tsconfig.json`);
    }
    return this.checker.getExportsOfModule(module);
  }

  /** The type that a file exports under this name. */
  type(file, name) {
    const symbol = this.exports(file).find((symbol) => symbol.name === name);
    if (!symbol) {
      throw new Error(`${file} exports no ${name}`);
    }
    return this.checker.getDeclaredTypeOfSymbol(symbol);
  }

  /** The members of a type. */
  members(type) {
    return this.checker.getPropertiesOfType(type).map((symbol) => this.describe(symbol));
  }

  /** `text` is the type as one writes it, `tags` are those of the description: `{ name, text }`. */
  describe(symbol) {
    const type = this.checker.getTypeOfSymbol(symbol);
    return {
      name: symbol.name,
      type,
      text: this.checker.typeToString(type).replace(/ \| undefined$/, ""),
      optional: Boolean(symbol.flags & SymbolFlags.Optional),
      description: symbol.getDocumentationComment(this.checker).replaceAll("\n", " "),
      tags: symbol.getJsDocTags(this.checker),
    };
  }

  /** The strings of a union, sorted; none where it is no union of strings. */
  literals(type) {
    const parts = (type.getTypes() ?? [type]).map((part) => this.checker.typeToString(part));
    return parts
      .filter((part) => part.startsWith('"'))
      .map((part) => JSON.parse(part))
      .sort();
  }
}

/** `companyName` → `company-name`. */
export const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
