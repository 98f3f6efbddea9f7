/**
 * When to act: retries with jitter, a budget, a circuit breaker, bandwidth, lanes, priorities and shares. Everything
 * takes its time from a {@link ciel.transfer.pace.Ticker}.
 */
package ciel.transfer.pace;
