/** A backend in memory whose URL says which fault comes when. */
package ciel.transfer.mock;
