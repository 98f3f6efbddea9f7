package ciel.app.globus;

import java.util.regex.Pattern;

/** The name patterns of the Transfer API: {@code =x}, {@code ~glob}, {@code !x}, {@code !~glob}; a bare text is {@code =}. */
final class NamePattern {
    private NamePattern() {}

    static boolean matches(String pattern, String name) {
        if (pattern.startsWith("!")) {
            return !matches(pattern.substring(1), name);
        }
        if (pattern.startsWith("~")) {
            StringBuilder s = new StringBuilder();
            for (char c : pattern.substring(1).toCharArray()) {
                s.append(c == '*' ? ".*" : Pattern.quote(String.valueOf(c)));
            }
            return Pattern.compile(s.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL).matcher(name).matches();
        }
        return name.equals(pattern.startsWith("=") ? pattern.substring(1) : pattern);
    }
}
