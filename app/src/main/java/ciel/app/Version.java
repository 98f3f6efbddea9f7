package ciel.app;

import java.util.Optional;

/** The version of this build. */
public final class Version {
    private Version() {}

    /** @return such as 0.1.0, from the manifest of the jar; "unpackaged" when the classes run from a folder */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }
}
