package ciel.transfer.globus;

import java.util.ArrayList;
import java.util.List;

/**
 * An OAuth2 scope of Globus Auth with the scopes it depends on: {@code PARENT[DEP1 *DEP2[DEP3]]}, where {@code *}
 * marks a dependency that the user may take
 * back on its own. Parsing and merging: {@link Scopes}.
 *
 * @param name the scope string, without blanks, brackets and asterisks
 * @param optional whether {@code *} stands before it
 * @param dependencies in the order in which they are printed
 */
public record Scope(String name, boolean optional, List<Scope> dependencies) {
    /** Everything in Transfer. */
    public static final String TRANSFER_ALL = "urn:globus:auth:scope:transfer.api.globus.org:all";

    public Scope {
        if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c == '[' || c == ']' || c == '*')) {
            throw GlobusException.badInput(
                    "not a scope: '" + name + "'", "a scope has no blanks, brackets or asterisks");
        }
        dependencies = List.copyOf(dependencies);
    }

    /** @return a scope without dependencies */
    public static Scope of(String name) {
        return new Scope(name, false, List.of());
    }

    /** The data of a GCSv5 mapped collection that is not high-assurance; a dependency of {@link #TRANSFER_ALL}. */
    public static Scope dataAccess(String collectionId) {
        return new Scope("https://auth.globus.org/scopes/" + collectionId + "/data_access", true, List.of());
    }

    /** @return the same with scopes that it depends on */
    public Scope with(Scope... more) {
        List<Scope> d = new ArrayList<>(dependencies);
        d.addAll(List.of(more));
        return new Scope(name, optional, d);
    }

    /** The form that Globus Auth reads. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(optional ? "*" : "").append(name);
        if (!dependencies.isEmpty()) {
            s.append('[').append(Scopes.print(dependencies)).append(']');
        }
        return s.toString();
    }
}
