/** Members that anybody may write to, also the attackers. */
export const shared = ["/notes/shared-0", "/notes/shared-1", "/notes/shared-2", "/notes/shared-3"] as const;

/** Members that only honest writers write to. */
export const own = ["/notes/own-0", "/notes/own-1", "/notes/own-2", "/notes/own-3"] as const;

/** The container of all of them. */
export const container = "/notes/";
