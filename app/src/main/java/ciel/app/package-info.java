/** The command line and, later, the web page. Thin. */
package ciel.app;
