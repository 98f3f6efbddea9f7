package ciel.transfer.globus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads, prints and merges lists of scopes. */
public final class Scopes {
    private Scopes() {}

    /**
     * Reads scopes separated by blanks. Scopes of the same name beside each other are merged; a name that depends on
     * itself, directly or not, is refused.
     *
     * @throws GlobusException of kind BAD_INPUT with the position of the error
     */
    public static List<Scope> parse(String text) {
        return merge(new Reader(text).list(0));
    }

    /** One after the other with a blank between; {@code parse(print(x))} equals {@code merge(x)}. */
    public static String print(Collection<Scope> scopes) {
        return scopes.stream().map(Scope::toString).collect(Collectors.joining(" "));
    }

    /**
     * One scope for each name at every level, dependencies united, in the order of first appearance. At a level where
     * one of two is optional and the other
     * is not, the result is not optional.
     */
    public static List<Scope> merge(Collection<Scope> scopes) {
        return merge(scopes, new ArrayDeque<>());
    }

    private static List<Scope> merge(Collection<Scope> scopes, Deque<String> above) {
        Map<String, List<Scope>> byName = new LinkedHashMap<>();
        scopes.forEach(
                s -> byName.computeIfAbsent(s.name(), k -> new ArrayList<>()).add(s));
        List<Scope> out = new ArrayList<>();
        byName.forEach((name, same) -> {
            if (above.contains(name)) {
                throw GlobusException.badInput(
                        "scope cycle: '" + name + "' depends on itself", "take it out of its own dependencies");
            }
            above.push(name);
            List<Scope> below =
                    same.stream().flatMap(s -> s.dependencies().stream()).toList();
            out.add(new Scope(name, same.stream().allMatch(Scope::optional), merge(below, above)));
            above.pop();
        });
        return List.copyOf(out);
    }

    /** Whether everything that is wanted, dependencies included, is in what is held. */
    public static boolean covers(Collection<Scope> held, Collection<Scope> wanted) {
        Map<String, Scope> byName = merge(held).stream().collect(Collectors.toMap(Scope::name, s -> s));
        return merge(wanted).stream()
                .allMatch(w -> byName.containsKey(w.name())
                        && covers(byName.get(w.name()).dependencies(), w.dependencies()));
    }

    /** Recursive descent over {@code list := (blank* ['*'] name ['[' list ']'])*}. */
    private static final class Reader {
        private static final int MAX_DEPTH = 64;
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        List<Scope> list(int depth) {
            if (depth > MAX_DEPTH) {
                throw error("more than " + MAX_DEPTH + " levels of brackets");
            }
            List<Scope> out = new ArrayList<>();
            while (true) {
                int before = at;
                skipBlanks();
                if (at == text.length()) {
                    if (depth > 0) {
                        throw error("a bracket is not closed");
                    }
                    return out;
                }
                if (text.charAt(at) == ']') {
                    if (depth == 0) {
                        throw error("']' closes nothing");
                    }
                    if (out.isEmpty()) {
                        throw error("empty brackets");
                    }
                    return out;
                }
                if (!out.isEmpty() && at == before) {
                    throw error("a blank is missing between two scopes");
                }
                out.add(scope(depth));
            }
        }

        private Scope scope(int depth) {
            boolean optional = text.charAt(at) == '*';
            if (optional) {
                at++;
            }
            int start = at;
            while (at < text.length() && !blank() && "[]*".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            if (at == start) {
                throw error(
                        optional
                                ? "a scope must follow '*' at once"
                                : "a scope is missing before '" + text.charAt(at) + "'");
            }
            String name = text.substring(start, at);
            if (at < text.length() && text.charAt(at) == '*') {
                throw error("'*' inside a scope");
            }
            if (at == text.length() || text.charAt(at) != '[') {
                return new Scope(name, optional, List.of());
            }
            at++;
            List<Scope> below = list(depth + 1);
            at++;
            return new Scope(name, optional, below);
        }

        private void skipBlanks() {
            while (at < text.length() && blank()) {
                at++;
            }
        }

        private boolean blank() {
            return text.charAt(at) <= ' ';
        }

        private GlobusException error(String what) {
            return GlobusException.badInput(
                    "scope string, character " + (at + 1) + ": " + what, "write for instance A[*B C[D]]");
        }
    }
}
