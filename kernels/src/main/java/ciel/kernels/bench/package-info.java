/** How fast an engine is: what is shot, the comparison of bits before it, and the clock. */
package ciel.kernels.bench;
