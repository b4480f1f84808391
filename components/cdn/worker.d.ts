/** The module that Cloudflare runs, for the tests. */
declare const worker: {
  fetch(request: Request, environment: { readonly BUCKET_HOST: string }): Promise<Response>;
};
export default worker;
