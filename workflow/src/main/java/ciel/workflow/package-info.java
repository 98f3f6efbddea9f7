/** Campaigns: jobs and where they run, the door at a supercomputer, sites. */
package ciel.workflow;
