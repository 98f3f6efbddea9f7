/** Files behind an XRootD or dCache HTTP door (WebDAV), through java.net.http. */
package ciel.transfer.xrootd;
