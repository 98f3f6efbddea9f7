/**
 * A Globus service for tests: Auth v2 and Transfer v0.10 on the loopback interface, moving real files between
 * folders, with faults on demand. It is meant to be
 * taken for the real one by the official clients (globus-cli, globus-sdk, {@code @globus/sdk}); {@code tests/globus}
 * checks that it is. Field names and codes are
 * those of the services, the wording of its messages is its own.
 */
package ciel.transfer.globus.service;
