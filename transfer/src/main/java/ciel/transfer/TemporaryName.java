package ciel.transfer;

import java.nio.charset.StandardCharsets;

/**
 * Names of files on their way: {@code .NAME.part-TOKEN} in the directory of the target, so that the rename stays in one
 * file system.
 */
public final class TemporaryName {
    private static final int LEAST = 8;
    private static final int MOST = 32;

    private TemporaryName() {}

    /**
     * @param target final path
     * @param token  8 to 32 hexadecimal digits, unique to the transfer, by which a later process finds the file again
     * @return path of the temporary; a long name is cut so that 255 bytes are not exceeded
     * @throws UnsafePathException if the token is none
     */
    public static StoragePath of(StoragePath target, String token) throws UnsafePathException {
        if (!isToken(token)) {
            throw new UnsafePathException(
                    "[path] token '" + token + "' of a temporary name; must be 8 to 32 hexadecimal digits");
        }
        byte[] name = target.name().bytes();
        byte[] tail = (".part-" + token).getBytes(StandardCharsets.US_ASCII);
        int keep = Math.min(name.length, FileName.MAX_BYTES - 1 - tail.length);
        byte[] all = new byte[1 + keep + tail.length];
        all[0] = '.';
        System.arraycopy(name, 0, all, 1, keep);
        System.arraycopy(tail, 0, all, 1 + keep, tail.length);
        return target.sibling(FileName.ofBytes(all));
    }

    private static boolean isToken(String token) {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return token.length() >= LEAST && token.length() <= MOST;
    }
}
