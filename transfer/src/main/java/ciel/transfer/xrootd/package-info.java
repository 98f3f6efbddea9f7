/** Files at an XRootD server by its own protocol (root:, roots:), and behind an XRootD or dCache HTTP door (WebDAV), through java.net.http. */
package ciel.transfer.xrootd;
