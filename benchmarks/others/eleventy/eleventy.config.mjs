export default () => ({ dir: { input: "content", includes: "../layouts", output: "public" } });
