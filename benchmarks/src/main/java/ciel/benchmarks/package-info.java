/** JMH benchmarks. */
package ciel.benchmarks;
