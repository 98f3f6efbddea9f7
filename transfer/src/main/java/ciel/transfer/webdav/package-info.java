/**
 * Files behind the HTTP door of an XRootD or dCache server (WebDAV).
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.transfer.webdav;
