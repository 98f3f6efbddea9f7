/** Files at an XRootD server by its own protocol (root:, roots:). */
package ciel.transfer.xrootd;
