// The folder of the packages is shared by all tests.
export default { cacheDir: "./.cache", vite: { cacheDir: "./.vite" } };
