package ciel.app.globus;

import ciel.transfer.globus.Globus;
import picocli.CommandLine.Command;

@Command(
        name = "logout",
        description = "End the login: revoke its tokens at Globus and forget them here.",
        footer = {"", "Example:  ciel globus logout"})
final class LogoutCommand extends GlobusVerb {
    @Override
    int run(Globus globus, Output out) {
        globus.logout();
        err().println("Logged out.");
        return 0;
    }
}
