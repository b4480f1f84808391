/** Answers `getItem` with credentials that say where they come from, so that a test sees whose they are. */
export const onePasswordCalls = {
  "onepassword:index/getItem:getItem": ({ uuid, vault }: Record<string, unknown>) => ({
    username: `made-up user of ${uuid} in ${vault}`,
    credential: `made-up credential of ${uuid} in ${vault}`,
  }),
};
