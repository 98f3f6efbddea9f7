/**
 * The door at the supercomputer: one forced command of an ssh key that answers requests from a fixed list, a line of
 * JSON
 * each, and a client of it. Nothing listens, no secret is stored there, and no request names a script of its own.
 */
package ciel.workflow.gate;
