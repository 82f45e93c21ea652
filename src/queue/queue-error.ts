/** The queue refuses what it is asked, is not what one must be, or cannot be used from here. */
export class QueueError extends Error {}
