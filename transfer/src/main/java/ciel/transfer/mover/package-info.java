/**
 * The mover: plans what goes where, moves it in chunks over several lanes, writes down what is done, reads it back,
 * and gives it its name. A file stands under its final
 * name whole and verified, or not at all; different content is never replaced but set aside; what was sent before a
 * crash is not sent again.
 */
package ciel.transfer.mover;
