/** Globus Auth and Transfer: a REST client that can be used alone. */
package ciel.transfer.globus;
