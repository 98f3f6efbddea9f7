package ciel.transfer;

/**
 * Room at a destination.
 *
 * @param bytes  free for us (byte), or {@link Long#MAX_VALUE} where unknown
 * @param inodes free for us, or {@link Long#MAX_VALUE} where unknown
 */
public record Space(long bytes, long inodes) {}
