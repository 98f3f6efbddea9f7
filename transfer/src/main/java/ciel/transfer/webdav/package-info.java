/** Files behind the HTTP door of an XRootD or dCache server (WebDAV). */
package ciel.transfer.webdav;
