/** adler32, crc32c and sha256; the first two can be combined from chunks computed in parallel. */
package ciel.transfer.checksum;
