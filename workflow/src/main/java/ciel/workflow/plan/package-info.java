/** What a campaign takes: hours, bytes, files, time on the link, money; and whether it fits. */
package ciel.workflow.plan;
