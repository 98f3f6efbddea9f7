package ciel.transfer.ssh;

import java.util.Optional;
import org.apache.sshd.common.util.security.SunJCESecurityProviderRegistrar;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;

/**
 * Tells the SSH library to take everything from the Java platform, Ed25519 too, for which it would otherwise start
 * Bouncy Castle: a tenth of a second in a new process. Public because the
 * library makes it by its name.
 */
public final class JdkSecurity extends SunJCESecurityProviderRegistrar {
    private static final String REGISTRARS = "org.apache.sshd.security.registrars";

    /** Made by the library. */
    public JdkSecurity() {
        // as the library's own
    }

    /** To be called before the library is first used; somebody else's choice is left as it is. */
    public static void prefer() {
        System.setProperty(REGISTRARS, System.getProperty(REGISTRARS, JdkSecurity.class.getName()));
    }

    @Override
    public Optional<EdDSASupport<?, ?>> getEdDSASupport() {
        return Optional.of(new JdkEd25519());
    }
}
