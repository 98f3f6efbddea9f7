package ciel.transfer.xrootd.protocol;

/**
 * Where a server listens.
 *
 * @param host name or address, IPv6 without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
    /** Port of XRootD servers unless they say otherwise (IANA: rootd). */
    public static final int USUAL_PORT = 1094;

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
