/**
 * Publishing a unit of work, and what it consists of. A file is written under a temporary name, synced, renamed, and
 * its directory synced; the manifest comes last,
 * the same way. So whoever sees the manifest sees every file of it whole.
 */
package ciel.transfer.manifest;
