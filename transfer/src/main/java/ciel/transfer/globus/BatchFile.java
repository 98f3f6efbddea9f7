package ciel.transfer.globus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of {@code --batch}: {@code [-r|--recursive|--no-recursive] [--external-checksum X] SOURCE DESTINATION},
 * quoted as for a POSIX shell; {@code #} begins a
 * comment, empty lines count for nothing.
 */
public final class BatchFile {
    /** One line. @param recursive null when the line does not say */
    public record Item(String source, String destination, Boolean recursive, String checksum) {}

    private BatchFile() {}

    /**
     * @param sourcePrefix put before relative source paths; null for none
     * @throws GlobusException of kind BAD_INPUT with the line number
     */
    public static List<Item> read(Reader in, String sourcePrefix, String destinationPrefix) {
        List<Item> out = new ArrayList<>();
        BufferedReader r = new BufferedReader(in);
        int number = 0;
        try {
            for (String line; (line = r.readLine()) != null; ) {
                number++;
                List<String> words = split(line, number);
                if (!words.isEmpty()) {
                    out.add(item(words, number, sourcePrefix, destinationPrefix));
                }
            }
        } catch (IOException e) {
            throw new GlobusException(
                    GlobusException.Kind.BAD_INPUT,
                    "batch line " + (number + 1) + " cannot be read: " + e.getMessage(),
                    "write the batch in UTF-8",
                    e);
        }
        return out;
    }

    private static Item item(List<String> words, int number, String sourcePrefix, String destinationPrefix) {
        List<String> paths = new ArrayList<>();
        Boolean recursive = null;
        String checksum = null;
        boolean options = true;
        for (int i = 0; i < words.size(); i++) {
            String w = words.get(i);
            if (options && w.equals("--")) {
                options = false;
            } else if (options && (w.equals("-r") || w.equals("--recursive"))) {
                recursive = true;
            } else if (options && w.equals("--no-recursive")) {
                recursive = false;
            } else if (options && w.startsWith("--external-checksum=")) {
                checksum = w.substring(w.indexOf('=') + 1);
            } else if (options && w.equals("--external-checksum") && i + 1 < words.size()) {
                checksum = words.get(++i);
            } else if (options && w.startsWith("-") && w.length() > 1) {
                throw error(number, "unknown option '" + w + "'; put -- before a path that begins with '-'");
            } else {
                paths.add(w);
            }
        }
        if (paths.size() != 2) {
            throw error(number, paths.size() + " paths where 2 are needed (quote a path with blanks)");
        }
        if (Boolean.TRUE.equals(recursive) && checksum != null) {
            throw error(number, "--recursive and --external-checksum exclude each other");
        }
        return new Item(join(sourcePrefix, paths.get(0)), join(destinationPrefix, paths.get(1)), recursive, checksum);
    }

    private static String join(String prefix, String path) {
        if (prefix == null || path.startsWith("/")) {
            return path;
        }
        return path.isEmpty() ? prefix : prefix.endsWith("/") ? prefix + path : prefix + "/" + path;
    }

    /** The words of a line by the quoting rules of a POSIX shell, without any expansion. */
    static List<String> split(String line, int number) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        int n = line.length();
        for (int i = 0; i < n; i++) {
            char c = line.charAt(i);
            if (c == '#' && word == null) {
                break;
            }
            if (Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (c == '\\') {
                if (++i == n) {
                    throw error(number, "a backslash at the end");
                }
                word.append(line.charAt(i));
            } else if (c == '\'' || c == '"') {
                for (i++; i < n && line.charAt(i) != c; i++) {
                    if (c == '"' && line.charAt(i) == '\\' && i + 1 < n && "\"\\$`".indexOf(line.charAt(i + 1)) >= 0) {
                        i++;
                    }
                    word.append(line.charAt(i));
                }
                if (i >= n) {
                    throw error(number, "a quote is not closed");
                }
            } else {
                word.append(c);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    private static GlobusException error(int number, String what) {
        return GlobusException.badInput("batch line " + number + ": " + what, null);
    }
}
