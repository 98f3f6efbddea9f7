package ciel.workflow.plan;

/**
 * One need of a campaign beside its limit.
 *
 * @param what   such as "core-hours at idris"
 * @param needed in the unit
 * @param limit  in the unit; NaN where none is known
 * @param unit   h, bytes, files, d, ...
 * @param fits   whether the need is within the limit; true where none is known
 * @param remedy what to do where it does not fit; else empty
 */
public record Check(String what, double needed, double limit, String unit, boolean fits, String remedy) {}
