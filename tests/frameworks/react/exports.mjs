// The names that a module of the package exports, in Node: node exports.mjs maxio-link/react

const module = await import(process.argv[2]);
console.log(JSON.stringify(Object.keys(module)));
