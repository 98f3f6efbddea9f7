/** A site as seen from the data centre: whether everything is there that a campaign needs, and Ciel brought there. */
package ciel.workflow.site;
