/**
 * A client of XRootD's own protocol ("XRootD Protocol Version 5.2.0", A. Hanushevsky, xrootd.org), usable alone:
 * {@link ciel.transfer.xrootd.protocol.Connection} is one logged-in
 * connection, {@link ciel.transfer.xrootd.protocol.Request} is what can be asked. All numbers are big-endian. A
 * request is 24 bytes (stream id 2, code 2, parameters 16, length 4) and a
 * payload, an answer 8 bytes (stream id 2, status 2, length 4) and a body. The server is not trusted: lengths are
 * checked before memory is taken, and no wait is endless.
 */
package ciel.transfer.xrootd.protocol;
