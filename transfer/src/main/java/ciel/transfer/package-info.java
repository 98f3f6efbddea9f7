/** Moving files so that they arrive whole and once. */
package ciel.transfer;
